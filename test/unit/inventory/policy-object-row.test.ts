import { expect, it } from 'vitest';
import { createInventory, type Inventory } from '../../../src/inventory/inventory.ts';
import { isPolicyObject } from '../../../src/inventory/policy-object-row.ts';
import { pruneNamespace } from '../../../src/inventory/prune/node.ts';
import { createInterner } from '../../../src/inventory/prune/intern.ts';
import { prunePod } from '../../../src/inventory/prune/pod.ts';
import { prunePolicyObject } from '../../../src/inventory/prune/policy-object.ts';
import { createViewEngine } from '../../../src/inventory/view-engine.ts';

function inventoryWith(apiVersion: string, kind: string, object: object): Inventory {
  const inventory = createInventory();
  const interner = createInterner();
  const namespace = pruneNamespace({ metadata: { name: 'shop', uid: 'n' } }, interner);
  if (namespace !== undefined) inventory.namespaces.put(namespace);
  for (const name of ['web', 'db']) {
    const pod = prunePod(
      {
        metadata: { name, namespace: 'shop', uid: name, labels: { app: name } },
        spec: { nodeName: 'w1', containers: [] },
        status: { phase: 'Running', podIP: '10.0.0.1' },
      },
      interner,
    );
    if (pod !== undefined) inventory.pods.put(pod);
  }
  const record = prunePolicyObject({ ...object }, { apiVersion, kind }, interner);
  if (record !== undefined) inventory.policyobjects.put(record);
  return inventory;
}

const rows = (inventory: Inventory) =>
  createViewEngine(inventory).answer({ kind: 'policies', filter: '', offset: 0, limit: 10 }).rows;

it('shows a policy of Cilium beside NetworkPolicies: whom it selects, what it does, in words', () => {
  const [row] = rows(
    inventoryWith('cilium.io/v2', 'CiliumNetworkPolicy', {
      metadata: { name: 'web', namespace: 'shop', uid: 'c' },
      spec: {
        endpointSelector: { matchLabels: { app: 'web' } },
        ingress: [{ fromEndpoints: [{ matchLabels: { app: 'db' } }] }],
      },
    }),
  );
  expect(row).toMatchObject({
    reference: { kind: 'CiliumNetworkPolicy', namespace: 'shop', name: 'web' },
    podsSelected: 1,
    selects: 'pods with app=web',
    ingress: { effect: 'allow-some' },
    egress: { effect: 'not-governed' },
    notUnderstood: [],
  });
  expect(row?.ingress.rules[0]).toContain('app=db');
});

it('says of rules that deny and pass what each does, in their order', () => {
  const [row] = rows(
    inventoryWith('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', {
      metadata: { name: 'guard', uid: 'a' },
      spec: {
        priority: 5,
        subject: { namespaces: {} },
        ingress: [
          { action: 'Deny', from: [{ namespaces: { matchLabels: { team: 'x' } } }] },
          { action: 'Pass', from: [{ namespaces: {} }] },
        ],
      },
    }),
  );
  expect(row?.ingress.effect).toBe('by-rules');
  expect(row?.ingress.rules.map((rule) => rule.split(' ')[0])).toEqual(['deny', 'pass']);
  expect(row?.podsSelected).toBe(2);
});

it('names what of a policy is not understood', () => {
  const [row] = rows(
    inventoryWith('crd.projectcalico.org/v1', 'GlobalNetworkPolicy', {
      metadata: { name: 'odd', uid: 'g' },
      spec: { selector: 'app ==', ingress: [{ action: 'Allow' }] },
    }),
  );
  expect(row?.notUnderstood.length).toBeGreaterThan(0);
});

it('lists no object that policies only refer to', () => {
  const inventory = inventoryWith('crd.projectcalico.org/v1', 'GlobalNetworkSet', {
    metadata: { name: 'set', uid: 's' },
    spec: { nets: ['10.0.0.0/8'] },
  });
  expect([...inventory.policyobjects.values()].map(isPolicyObject)).toEqual([false]);
  expect(rows(inventory)).toEqual([]);
});
