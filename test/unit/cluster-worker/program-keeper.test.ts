import { expect, it } from 'vitest';
import { ProgramKeeper } from '../../../src/cluster-worker/program-keeper.ts';
import { snapshotOf } from '../../../src/policy/live/snapshot.ts';
import { inventoryOf, podObject } from '../inventory/objects.ts';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { prunePod } from '../../../src/inventory/prune/pod.ts';

const live = { state: 'live', asOf: 0 } as const;
const seen = { cni: undefined, freshness: () => live, policyFreshness: new Map(), policiesIn: () => live, unseen: [] };
const service = { metadata: { name: 'web', namespace: 'shop', uid: 'service' }, spec: { ports: [] } };
const networkPolicy = (name: string, spec: object) => ({ metadata: { name, namespace: 'shop', uid: name }, spec });

function keeper(objects: Parameters<typeof inventoryOf>[0]) {
  const inventory = inventoryOf({ pods: [podObject('shop', 'web')], services: [service], ...objects });
  let compiled = 0;
  const programs = new ProgramKeeper(inventory, (extent) => {
    compiled += 1;
    return snapshotOf(inventory, seen, extent);
  });
  const comes = (name: string, serviceAccountName = 'default') => {
    const pod = prunePod(podObject('shop', name, { spec: { serviceAccountName } }), createInterner());
    inventory.pods.put(pod ?? expect.fail('no pod'));
  };
  return { inventory, programs, comes, compiled: () => compiled };
}

it('compiles NetworkPolicies once, whatever pods come and whatever services change', () => {
  const { programs, comes, inventory, compiled } = keeper({
    networkpolicies: [networkPolicy('deny', { podSelector: {} })],
  });
  const first = programs.program(undefined);
  comes('api', 'another');
  for (const one of [...inventory.services.values()]) inventory.services.put({ ...one });
  expect(programs.program(undefined)).toBe(first);
  expect(compiled()).toBe(1);
});

it('compiles again when a policy is another', () => {
  const { programs, inventory } = keeper({ networkpolicies: [networkPolicy('deny', { podSelector: {} })] });
  const first = programs.program(undefined);
  for (const policy of [...inventory.networkpolicies.values()]) inventory.networkpolicies.put({ ...policy });
  expect(programs.program(undefined)).not.toBe(first);
});

it('compiles again under Cilium when a service account is new, and not for another pod of a known one', () => {
  const { programs, comes } = keeper({ networkpolicies: [networkPolicy('deny', { podSelector: {} })] });
  const cni = { name: 'cilium' } as Parameters<ProgramKeeper['program']>[0];
  const first = programs.program(cni);
  comes('api');
  expect(programs.program(cni)).toBe(first);
  comes('jobs', 'robot');
  expect(programs.program(cni)).not.toBe(first);
});
