import * as fc from 'fast-check';
import { parseCidr } from '../../../../src/policy/address/parse.ts';
import { onPodNetwork } from '../../../../src/policy/kubernetes/pod-network.ts';
import type { Condition } from '../../../../src/policy/model/condition.ts';
import type { NodeParty, OutsideParty, PodParty } from '../../../../src/policy/model/party.ts';
import type { CompiledPolicy, CompiledRule, PolicyProgram, Tier } from '../../../../src/policy/model/policy.ts';
import type { PolicySnapshot } from '../../../../src/policy/model/snapshot.ts';
import type { PortTest, Traffic, TrafficTest } from '../../../../src/policy/model/traffic.ts';

/*
 * Small clusters and compiled programs at random. Few names and values, so that conditions hold often enough; every shape that
 * the model can express, also those that today's dialects do not compile to.
 */

const namespaces = ['shop', 'payments', 'monitoring'] as const;
const podKeys = ['app', 'tier'] as const;
const values = ['web', 'db', 'cache'] as const;
const ports = [80, 443, 8080] as const;
const portNames = ['http', 'metrics'] as const;
const cidrs = ['10.0.0.0/8', '10.0.0.0/30', '10.0.1.0/24', '0.0.0.0/0', '203.0.113.0/25'] as const;

const labels = fc.dictionary(fc.constantFrom(...podKeys), fc.constantFrom(...values), { maxKeys: 2 });

const range = fc.constantFrom(...cidrs).map((text) => {
  const made = parseCidr(text);
  if (made === undefined) throw new Error(`${text} is no CIDR`);
  return made;
});

const literal: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    is: fc.constant('label' as const),
    owner: fc.constantFrom('pod' as const, 'namespace' as const, 'service-account' as const, 'node' as const),
    key: fc.constantFrom(...podKeys),
    test: fc.constantFrom('in', 'not-in', 'exists', 'absent', 'starts-with', 'ends-with', 'contains'),
    values: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    is: fc.constant('namespace' as const),
    names: fc.array(fc.constantFrom(...namespaces), { maxLength: 2 }),
  }),
  fc.record({
    is: fc.constant('service-account' as const),
    names: fc.array(fc.constantFrom('default', 'robot'), { minLength: 1, maxLength: 1 }),
  }),
  fc.record({
    is: fc.constant('kind' as const),
    kinds: fc.subarray(['pod', 'host-pod', 'node', 'outside'] as const),
  }),
  fc.record({
    is: fc.constant('address' as const),
    within: fc.array(range, { minLength: 1, maxLength: 2 }),
    except: fc.array(range, { maxLength: 1 }),
  }),
  fc.constant({ is: 'undecidable' as const, reason: 'a name was not resolved' }),
  fc.constant(onPodNetwork),
);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  { depthSize: 'small', maxDepth: 2 },
  literal,
  fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2 },
      literal,
      fc.record({ is: fc.constant('every' as const), of: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ is: fc.constant('some' as const), of: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ is: fc.constant('not' as const), of: tie('tree') }),
    ),
  })).tree,
);

const portTest: fc.Arbitrary<PortTest> = fc.oneof(
  fc.constantFrom(...ports).map((port) => ({ from: port, to: port })),
  fc.constant({ from: 1, to: 1024 }),
  fc.constantFrom(...portNames).map((name) => ({ name })),
);

const trafficTest: fc.Arbitrary<TrafficTest> = fc.record(
  {
    protocols: fc.subarray(['TCP', 'UDP', 'ICMP'] as const, { minLength: 1 }),
    notProtocols: fc.subarray(['UDP'] as const),
    ports: fc.array(portTest, { minLength: 1, maxLength: 2 }),
    notPorts: fc.array(portTest, { minLength: 1, maxLength: 1 }),
    ipVersion: fc.constantFrom(4 as const, 6 as const),
  },
  { requiredKeys: [] },
);

const rule: fc.Arbitrary<CompiledRule> = fc
  .record(
    {
      action: fc.constantFrom('allow', 'allow', 'deny', 'pass', 'log'),
      subject: condition,
      peer: condition,
      traffic: fc.array(trafficTest, { minLength: 1, maxLength: 2 }),
      provided: fc.constant(['the request is HTTP GET /x']),
    },
    { requiredKeys: ['action', 'peer'] },
  )
  .map(({ provided, ...made }) => ({
    ...made,
    // Only an allow hangs on a condition.
    ...(made.action === 'allow' && provided !== undefined && { provided }),
    number: 1,
    path: [],
  }));

const direction = fc.record({
  rules: fc.array(rule, { maxLength: 3 }).map((rules) => rules.map((one, place) => ({ ...one, number: place + 1 }))),
  isolates: fc.boolean(),
});

const policy: fc.Arbitrary<CompiledPolicy> = fc
  .record(
    {
      subject: condition,
      ingress: direction,
      egress: direction,
      order: fc.constantFrom(1, 2),
      notUnderstood: fc.oneof(
        { weight: 9, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.constant(['A field is unknown.']) },
      ),
    },
    { requiredKeys: ['subject', 'order', 'notUnderstood'] },
  )
  .map((made) => ({
    ...made,
    reference: { kind: 'NetworkPolicy', namespace: '', name: '' },
    // What NetworkPolicies leave open beside their rules is no matter of sets.
    dialect: 'calico',
    tier: '',
    staged: false,
  }));

/** What one way to decide can hold: a pass or a deny has no place among NetworkPolicies. */
const actionsOf: Readonly<Record<Tier['decides'], ReadonlySet<CompiledRule['action']>>> = {
  'first-match': new Set(['allow', 'deny', 'pass', 'log']),
  'any-allow': new Set(['allow']),
  'deny-first': new Set(['allow', 'deny']),
};

const tier: fc.Arbitrary<Tier> = fc
  .record({
    decides: fc.constantFrom('first-match', 'any-allow', 'deny-first'),
    unmatched: fc.constantFrom('deny', 'continue'),
    tiesUndefined: fc.boolean(),
    policies: fc.array(policy, { maxLength: 3 }),
  })
  .map((made) => ({
    ...made,
    name: '',
    policies: made.policies
      .map((one) => ({
        ...one,
        ...(one.ingress && { ingress: only(one.ingress, actionsOf[made.decides]) }),
        ...(one.egress && { egress: only(one.egress, actionsOf[made.decides]) }),
      }))
      .sort((first, second) => first.order - second.order),
  }));

function named(tier: Tier, place: number): Tier {
  const name = `tier-${place + 1}`;
  return {
    ...tier,
    name,
    policies: tier.policies.map((one, index) => ({
      ...one,
      tier: name,
      reference: { ...one.reference, name: `${name}-policy-${index + 1}` },
    })),
  };
}

function only(governs: NonNullable<CompiledPolicy['ingress']>, actions: ReadonlySet<CompiledRule['action']>) {
  return { ...governs, rules: governs.rules.filter(({ action }) => actions.has(action)) };
}

/** A compiled program of up to three tiers of any kind. */
export const randomProgram: fc.Arbitrary<PolicyProgram> = fc.record({
  tiers: fc.array(tier, { minLength: 1, maxLength: 3 }).map((tiers) => tiers.map(named)),
  otherwise: fc.constantFrom('allow', 'allow', 'deny'),
  notEnforced: fc.constant([]),
});

const pod: fc.Arbitrary<PodParty> = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    labels,
    serviceAccount: fc.constantFrom('default', 'robot'),
    serviceAccountLabels: fc.option(fc.constant<Readonly<Record<string, string>>>({ app: 'web' }), { nil: undefined }),
    address: fc.option(fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.9', '10.0.1.7'), { nil: undefined, freq: 9 }),
    hostNetwork: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    ports: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...portNames),
        port: fc.constantFrom(...ports),
        protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
      }),
      { maxLength: 2, selector: ({ name, protocol }) => `${name}/${protocol}` },
    ),
  })
  .map(({ address, ...made }) => ({
    ...made,
    kind: 'pod',
    name: '',
    namespaceLabels: namespaceLabels[made.namespace],
    addresses: address === undefined ? [] : [address],
    // No pod's own node is among the peers: what it may do is no matter of policies.
    node: made.hostNetwork ? 'worker-1' : 'worker-2',
    phase: address === undefined ? 'pending' : 'running',
    workload: { kind: 'Pod', name: '' },
  }));

/** One namespace may not be read. */
const namespaceLabels: Readonly<Record<(typeof namespaces)[number], Readonly<Record<string, string>> | undefined>> = {
  shop: { app: 'web', 'kubernetes.io/metadata.name': 'shop' },
  payments: { tier: 'db', 'kubernetes.io/metadata.name': 'payments' },
  monitoring: undefined,
};

const node: NodeParty = { kind: 'node', name: 'worker-1', labels: { app: 'web' }, addresses: ['192.168.0.1'] };

/** A cluster of a few pods; names count up. */
export const randomSnapshot: fc.Arbitrary<PolicySnapshot> = fc
  .array(pod, { minLength: 2, maxLength: 6 })
  .map((pods) => ({
    pods: pods.map((one, index) => ({ ...one, name: `pod-${index}`, workload: { kind: 'Pod', name: `pod-${index}` } })),
    nodes: [node],
    namespaces: new Map(
      Object.entries(namespaceLabels).flatMap(([name, found]) => (found === undefined ? [] : [[name, found] as const])),
    ),
    services: [],
    objects: [],
    enforcement: { cni: undefined, dialects: undefined, ciliumMode: 'default', ciliumCidrMatch: new Set() },
    missing: [],
  }));

/** Addresses outside, on both sides of every cut. */
export const someOutside: readonly OutsideParty[] = ['203.0.113.7', '203.0.113.200', '8.8.8.8', '10.0.0.77'].map(
  (address) => ({ kind: 'outside', address }),
);

export const randomTraffic: fc.Arbitrary<Traffic> = fc.oneof(
  fc.record({
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
    port: fc.constantFrom(...ports, 5000),
  }),
  fc.constant<Traffic>({ protocol: 'ICMP' }),
);
