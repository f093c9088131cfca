import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultSwitch } from '../../../demo/server/fault-switch.ts';
import { isEndpointSlice, isNode } from '../../../demo/world/guards.ts';
import { type LocalDemo, startLocalDemo } from '../../support/local-demo.ts';

let demo: LocalDemo;
let faults: FaultSwitch;
const cuts: [node: string, cut: boolean][] = [];

beforeAll(async () => {
  demo = await startLocalDemo();
  faults = new FaultSwitch(demo.cluster, { setCut: (node, cut) => cuts.push([node, cut]) });
});
afterAll(() => demo.stop());

const policyNames = (): string[] =>
  demo.cluster.store.list('networkpolicies', 'shop').map(({ metadata }) => metadata.name);
const isOn = (name: string): boolean => faults.states().some((state) => state.name === name && state.on);

describe('switching a fault', () => {
  it('creates its objects, and the backend has them when it is done', async () => {
    await faults.set('policy-drop', true);
    expect(demo.backend.synced.at(-1)?.networkPolicies.map(({ metadata }) => metadata.name)).toContain(
      'frontend-egress',
    );
    await faults.set('policy-drop', false);
    expect(policyNames()).not.toContain('frontend-egress');
  });

  it('that cuts a node off silences its SSH server too, and gives it back', async () => {
    await faults.set('node-unreachable', true);
    await faults.set('node-unreachable', false);
    expect(cuts).toEqual([
      ['worker-2', true],
      ['worker-2', false],
    ]);
  });

  it('off is fine after an operator deleted the object', async () => {
    await faults.set('policy-drop', true);
    await demo.cluster.change(() => demo.cluster.store.remove('networkpolicies', 'shop', 'frontend-egress'));
    await faults.set('policy-drop', false);
    expect(isOn('policy-drop')).toBe(false);
  });

  it('tells the backend, and takes failing pods out of their service', async () => {
    const ready = () =>
      demo.cluster.store
        .list('endpointslices', 'kube-system')
        .filter(isEndpointSlice)
        .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'kube-dns')
        .flatMap(({ endpoints }) => endpoints.map(({ conditions }) => conditions.ready));
    await faults.set('coredns-down', true);
    expect(demo.backend.faults.at(-1)).toEqual(['coredns-down', true]);
    expect(ready()).toEqual([false, false]);
    await faults.set('coredns-down', false);
    expect(ready()).toEqual([true, true]);
  });

  it('shows a cut node as NotReady', async () => {
    const notReady = () =>
      demo.cluster.store
        .list('nodes')
        .filter(isNode)
        .filter(({ status }) => status.conditions.some(({ type, status }) => type === 'Ready' && status !== 'True'))
        .map(({ metadata }) => metadata.name);
    await faults.set('node-unreachable', true);
    expect(notReady()).toEqual(['worker-2']);
    await faults.set('node-unreachable', false);
    expect(notReady()).toEqual([]);
  });

  it('that fails half-way can be switched off again', async () => {
    demo.backend.failure = new Error('the wire did not follow');
    await expect(faults.set('policy-drop', true)).rejects.toThrow('the wire did not follow');
    expect(isOn('policy-drop')).toBe(true);
    await faults.set('policy-drop', false);
    expect(policyNames()).not.toContain('frontend-egress');
  });

  it('refuses a name that is no fault and lists those that are', async () => {
    await expect(faults.set('nonsense', true)).rejects.toThrow('There is no fault nonsense; there are policy-drop,');
  });
});
