import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../demo/world/demo-world.ts';
import { isEndpointSlice, isPod, isWhole } from '../../../demo/world/guards.ts';

const now = Date.UTC(2026, 0, 15, 12);
const world = demoWorld(now);
const pods = world.objects.filter(isPod);

describe('the world of the demo', () => {
  it('is the same every time, uids included', () => {
    expect(demoWorld(now)).toEqual(world);
  });

  it('keeps names, uids and addresses when only the time differs', () => {
    const later = demoWorld(now + 86_400_000);
    const identity = (object: (typeof world.objects)[number]): unknown[] => [
      object.kind,
      object.metadata.name,
      object.metadata.uid,
    ];
    const lasting = (objects: typeof world.objects): unknown[] =>
      objects.filter(({ kind }) => kind !== 'Event').map(identity);
    expect(lasting(later.objects)).toEqual(lasting(world.objects));
  });

  it('gives every object a uid of its own', () => {
    const uids = world.objects.map(({ metadata }) => metadata.uid);
    expect(new Set(uids).size).toBe(uids.length);
  });

  it("gives every pod on the pod network an address of its own, within its node's range", () => {
    const onPodNetwork = pods.filter(({ spec }) => spec.hostNetwork !== true);
    const addresses = onPodNetwork.map(({ status }) => status.podIP);
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const pod of onPodNetwork) {
      const node = world.nodes.find(({ name }) => name === pod.spec.nodeName);
      expect(pod.status.podIP?.startsWith(node?.podCidr.replace('0/24', '') ?? 'no node')).toBe(true);
    }
  });

  it('knows how every container of every pod behaves', () => {
    for (const pod of pods) {
      for (const container of pod.spec.containers) {
        const known = world.containers.filter(
          (one) =>
            one.namespace === pod.metadata.namespace &&
            pod.metadata.name.startsWith(one.podPrefix) &&
            one.container === container.name,
        );
        expect(known, `${pod.metadata.namespace}/${pod.metadata.name} ${container.name}`).toHaveLength(1);
      }
    }
  });

  it('has an owner for every pod that exists with that uid', () => {
    const uids = new Set(world.objects.map(({ metadata }) => metadata.uid));
    for (const pod of pods) expect(uids).toContain(pod.metadata.ownerReferences?.[0]?.uid);
  });

  it('resolves the named target port of payments/api in its slice', () => {
    const slice = world.objects
      .filter(isEndpointSlice)
      .find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'api');
    expect(slice?.ports).toEqual([{ name: 'api', port: 8443, protocol: 'TCP' }]);
    expect(slice?.endpoints).toHaveLength(2);
  });

  it('is whole: every object has what the controllers read', () => {
    expect(world.objects.filter((object) => !isWhole(object))).toEqual([]);
  });

  it('runs an enforcer of NetworkPolicies on every node beside flannel, which enforces none', () => {
    const enforcers = pods.filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-network-policies');
    expect(enforcers.map(({ spec }) => spec.nodeName)).toEqual(['worker-1', 'worker-2', 'worker-3']);
  });
});
