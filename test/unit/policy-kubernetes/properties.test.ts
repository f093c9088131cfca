import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import type { OutsideParty, Party, PodParty } from '../../../src/policy/model/party.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { plainlyAllowed, type PlainParty } from '../../support/plain-network-policy.ts';
import {
  type PolicyVocabulary,
  randomNetworkPolicy,
  randomRule,
  type WrittenPolicy,
} from '../../support/random-network-policies.ts';

const namespaces = {
  shop: { 'kubernetes.io/metadata.name': 'shop', team: 'storefront' },
  payments: { 'kubernetes.io/metadata.name': 'payments', team: 'money' },
  bare: { 'kubernetes.io/metadata.name': 'bare' },
} as const;

const words: PolicyVocabulary = {
  namespaces: Object.keys(namespaces),
  podLabels: [
    ['app', 'web'],
    ['app', 'db'],
    ['tier', 'back'],
  ],
  namespaceLabels: [
    ['team', 'storefront'],
    ['team', 'money'],
    ['kubernetes.io/metadata.name', 'bare'],
  ],
  blocks: [
    { cidr: '0.0.0.0/0', inside: ['10.0.0.0/8', '203.0.113.0/24'] },
    { cidr: '10.0.0.0/8', inside: ['10.0.0.0/30', '10.0.0.4/32'] },
    { cidr: '203.0.113.0/24', inside: ['203.0.113.128/25'] },
  ],
  ports: [53, 80, 8080],
  portNames: ['http', 'dns'],
};

const pod = fc.record({
  namespace: fc.constantFrom('shop', 'payments', 'bare'),
  labels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db', 'back'), { maxKeys: 2 }),
  ports: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('http', 'dns'),
      port: fc.constantFrom(53, 80, 8080),
      protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
    }),
    { maxLength: 2, selector: ({ name, protocol }) => `${name}/${protocol}` },
  ),
});

const pods = fc.array(pod, { minLength: 2, maxLength: 5 }).map((list) =>
  list.map(
    (one, index): PodParty => ({
      ...one,
      kind: 'pod',
      name: `pod-${index}`,
      namespaceLabels: namespaces[one.namespace],
      serviceAccount: 'default',
      serviceAccountLabels: undefined,
      addresses: [`10.0.0.${index + 1}`],
      node: '',
      hostNetwork: false,
      phase: 'running',
      workload: { kind: 'Pod', name: `pod-${index}` },
    }),
  ),
);

const outside: readonly OutsideParty[] = ['203.0.113.7', '203.0.113.200', '8.8.8.8'].map((address) => ({
  kind: 'outside',
  address,
}));

const policies = fc
  .array(randomNetworkPolicy(words), { maxLength: 4 })
  .map((list) => list.map((one, index) => ({ ...one, metadata: { ...one.metadata, name: `policy-${index}` } })));

const traffic = fc.record({
  protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
  port: fc.constantFrom(53, 80, 443, 8080),
});

function snapshotOf(list: readonly PodParty[], written: readonly WrittenPolicy[]): PolicySnapshot {
  return {
    pods: list,
    nodes: [],
    namespaces: new Map(Object.entries(namespaces)),
    services: [],
    objects: written.map(({ apiVersion, kind, metadata, spec }) => ({
      apiVersion,
      kind,
      ...metadata,
      labels: {},
      spec,
    })),
    enforcement: { cni: undefined, dialects: undefined, ciliumMode: 'default', ciliumCidrMatch: new Set() },
    missing: [],
  };
}

function plain(party: Party): PlainParty {
  if (party.kind !== 'pod') return { address: party.kind === 'outside' ? party.address : '' };
  const { namespace, labels, namespaceLabels = {}, addresses, ports } = party;
  return { namespace, labels, namespaceLabels, address: addresses[0] ?? '', ports };
}

function* flowsOf(list: readonly PodParty[]): Generator<readonly [Party, Party]> {
  for (const one of list) for (const other of list) yield [one, other];
  for (const one of list) for (const other of outside) yield* [[one, other] as const, [other, one] as const];
}

describe('NetworkPolicies at random', () => {
  it('mean what an evaluator says that was written from the API’s text alone', () => {
    fc.assert(
      fc.property(pods, policies, traffic, (list, written, { protocol, port }) => {
        const snapshot = snapshotOf(list, written);
        const program = compileProgram(snapshot);
        const plainParties = new Map<Party, PlainParty>([...list, ...outside].map((party) => [party, plain(party)]));
        for (const [source, destination] of flowsOf(list)) {
          const [from, to] = [plainParties.get(source), plainParties.get(destination)];
          if (from === undefined || to === undefined) continue;
          const { allowed } = verdictOf(program, snapshot, { source, destination, traffic: { protocol, port } });
          expect(allowed).toBe(plainlyAllowed(written, from, to, protocol, port) ? 'yes' : 'no');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('close no flow by one more rule', () => {
    const more = fc.record({ ingress: randomRule(words, 'from'), egress: randomRule(words, 'to'), place: fc.nat(3) });
    fc.assert(
      fc.property(pods, policies, more, traffic, (list, written, { ingress, egress, place }, carried) => {
        const before = snapshotOf(list, written);
        // A rule of a direction that a policy does not govern would isolate: that is more than a rule.
        const after = snapshotOf(
          list,
          written.map((policy, index) =>
            index === place ? { ...policy, spec: withRules(policy.spec, ingress, egress) } : policy,
          ),
        );
        const [old, now] = [compileProgram(before), compileProgram(after)];
        for (const [source, destination] of flowsOf(list)) {
          const flow = { source, destination, traffic: carried };
          if (verdictOf(old, before, flow).allowed === 'yes') expect(verdictOf(now, after, flow).allowed).toBe('yes');
        }
      }),
      { numRuns: 500 },
    );
  });
});

function withRules(spec: WrittenPolicy['spec'], ingress: object, egress: object): WrittenPolicy['spec'] {
  const types = spec.policyTypes ?? ((spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
  return {
    ...spec,
    policyTypes: types,
    ...(types.includes('Ingress') && { ingress: [...(spec.ingress ?? []), ingress] }),
    ...(types.includes('Egress') && { egress: [...(spec.egress ?? []), egress] }),
  };
}
