import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import { createLab } from '../../demo/lab/create-lab.ts';
import { asRecord } from '../../demo/world/fields.ts';
import type { KubernetesObject } from '../../demo/world/types.ts';
import { compileProgram } from '../../src/policy/compile-program.ts';
import { verdictOf } from '../../src/policy/evaluate/verdict.ts';
import { snapshotOfManifests } from '../../src/policy/manifests/snapshot.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { type PolicyVocabulary, randomNetworkPolicy, type WrittenPolicy } from '../support/random-network-policies.ts';
import { objects, programs } from './support/bench.ts';
import { type TriedFlow, tryFlows, worldWithShells } from './support/flows.ts';

/** PLUMBLINE_POLICY_FLOWS=2000 tries as many; PLUMBLINE_POLICY_SEED repeats a run. */
const flowCount = Number(process.env['PLUMBLINE_POLICY_FLOWS'] ?? 200);
const flowsPerSet = 100;
const seed = Number(process.env['PLUMBLINE_POLICY_SEED'] ?? Date.now() % 1_000_000);

const words: PolicyVocabulary = {
  namespaces: ['shop', 'payments', 'monitoring', 'kube-system'],
  podLabels: [
    ['app', 'frontend'],
    ['app', 'backend'],
    ['app', 'api'],
    ['tier', 'service'],
    ['tier', 'web'],
    ['k8s-app', 'kube-dns'],
  ],
  namespaceLabels: [
    ['team', 'storefront'],
    ['team', 'payments'],
    ['kubernetes.io/metadata.name', 'monitoring'],
  ],
  blocks: [
    { cidr: '0.0.0.0/0', inside: ['10.244.1.0/24', '10.244.2.0/24'] },
    { cidr: '10.244.0.0/16', inside: ['10.244.3.0/24', '10.244.1.4/32'] },
    { cidr: '10.244.2.0/24', inside: ['10.244.2.4/30'] },
    { cidr: '192.0.2.0/24', inside: [] },
  ],
  ports: [53, 5432, 6379, 8080, 8443, 9090],
  portNames: ['http', 'metrics', 'dns', 'redis', 'api', 'postgres'],
};

// A pod in its node's network is no pod to NetworkPolicies, and traffic of a pod's own node always passes.
const pods = objects.pods.filter((pod) => asRecord(pod['spec'])['hostNetwork'] !== true);

const randomFlow: fc.Arbitrary<TriedFlow> = fc.record({
  source: fc.constantFrom(...pods),
  destination: fc.constantFrom(...pods),
  protocol: fc.constantFrom('TCP' as const, 'TCP' as const, 'TCP' as const, 'UDP' as const),
  port: fc.constantFrom(5432, 6379, 8080, 8081, 8443, 9090, 9153),
});

/** Policies with flows: a datagram per pair at most, since a kernel refuses only so many of one sender in a second. */
const round = fc.record({
  policies: fc.array(randomNetworkPolicy(words), { minLength: 4, maxLength: 9 }),
  flows: fc.uniqueArray(randomFlow, {
    minLength: flowsPerSet,
    maxLength: flowsPerSet,
    size: 'max',
    selector: ({ source, destination, protocol, port }) =>
      `${source.metadata.name} ${destination.metadata.name} ${protocol} ${protocol === 'TCP' ? port : ''}`,
  }),
});

function named(policies: readonly WrittenPolicy[]): readonly KubernetesObject[] {
  return policies.map(({ apiVersion, kind, metadata, spec }, index) => ({
    apiVersion,
    kind,
    metadata: { ...metadata, name: `random-${index}` },
    spec,
  }));
}

/** What the engine says of each flow: whether it is allowed. */
function declared(policies: readonly KubernetesObject[], flows: readonly TriedFlow[]): readonly string[] {
  const text = [...objects.pods, ...objects.namespaces, ...policies]
    .map((object) => JSON.stringify(object))
    .join('\n---\n');
  const { snapshot } = snapshotOfManifests([{ file: 'demo.yaml', text }]);
  const program = compileProgram(snapshot);
  const partyOf = ({ metadata }: KubernetesObject) => {
    const found = snapshot.pods.find((pod) => pod.namespace === metadata.namespace && pod.name === metadata.name);
    if (found === undefined) throw new Error(`no pod ${metadata.name}`);
    return found;
  };
  return flows.map(
    ({ source, destination, protocol, port }) =>
      verdictOf(program, snapshot, {
        source: partyOf(source),
        destination: partyOf(destination),
        traffic: { protocol, port },
      }).allowed,
  );
}

describeWithPrograms('what the engine declares and what nftables enforces', programs, () => {
  let lab: Backend;
  beforeAll(async () => {
    lab = createLab();
    await lab.start(worldWithShells, objects);
  });
  afterAll(() => lab.stop());

  it(`is the same for ${flowCount} random flows under random NetworkPolicies (seed ${seed})`, {
    timeout: 120_000 + flowCount * 200,
  }, async () => {
    for (const { policies, flows } of fc.sample(round, { seed, numRuns: Math.ceil(flowCount / flowsPerSet) })) {
      const objectsNow = named(policies);
      const wanted = declared(objectsNow, flows);
      await lab.sync({ ...objects, networkPolicies: objectsNow });
      const first = await tryFlows(lab, flows, 1);
      // A machine under load may be late: what was silent and ought to answer is tried again with patience.
      const late = flows.filter((_, index) => first[index] === 'silent' && wanted[index] === 'yes');
      const again = new Map((await tryFlows(lab, late, 10)).map((answer, index) => [late[index], answer]));
      const differing = flows.flatMap((flow, index) => {
        const answer = again.get(flow) ?? first[index];
        if ((answer === 'answered' ? 'yes' : 'no') === wanted[index]) return [];
        const { source, destination, protocol, port } = flow;
        return [
          `${source.metadata.name} to ${destination.metadata.name} ${protocol} ${port}: declared ${wanted[index]}, ${answer}`,
        ];
      });
      expect(differing, JSON.stringify(objectsNow)).toEqual([]);
    }
  });
});
