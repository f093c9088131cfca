import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../../demo/faults/types.ts';
import { follow } from '../../../demo/simulate/network/flow.ts';
import { networkState } from '../../../demo/simulate/network/state.ts';
import { demoWorld } from '../../../demo/world/demo-world.ts';

const world = demoWorld(0);
const ofKind = (kind: string) => world.objects.filter((object) => object.kind === kind);
const objects = {
  pods: ofKind('Pod'),
  namespaces: ofKind('Namespace'),
  services: ofKind('Service'),
  endpointSlices: ofKind('EndpointSlice'),
  networkPolicies: ofKind('NetworkPolicy'),
};

function flow(
  from: string,
  to: string,
  port: number,
  {
    effects = [],
    protocol = 'TCP',
    policies = true,
  }: { effects?: FaultEffect[]; protocol?: 'TCP' | 'UDP' | 'ICMP'; policies?: boolean } = {},
) {
  const state = networkState(world, policies ? objects : { ...objects, networkPolicies: [] }, effects);
  const find = (place: string) => {
    const [name = '', node] = place.split('@');
    return state.pods.find(
      (pod) => `${pod.namespace}/${pod.name}`.startsWith(name) && (node === undefined || pod.node === node),
    );
  };
  const source = find(from);
  if (source === undefined) throw new Error(`no pod ${from}`);
  return follow(state, { source, address: find(to)?.address ?? to, protocol, port, choice: 0 });
}

const frontend = 'shop/frontend@worker-1';
const near = 'shop/backend@worker-1';
const far = 'shop/backend@worker-2';

describe('A packet in the simulated network', () => {
  it('stays on its node when both pods are there', () => {
    expect(flow(frontend, near, 8080)).toMatchObject({ kind: 'delivered', sameNode: true, hops: 0 });
  });

  it('takes two routers through the tunnel to another node', () => {
    expect(flow(frontend, far, 8080)).toMatchObject({ kind: 'delivered', sameNode: false, hops: 2 });
  });

  it('is dropped without a word by a policy that does not allow it', () => {
    expect(flow('monitoring/grafana', 'payments/ledger-db', 5432)).toEqual({ kind: 'dropped' });
  });

  it('passes where the same policy is not there', () => {
    expect(flow('monitoring/grafana', 'payments/ledger-db', 5432, { policies: false }).kind).toBe('delivered');
  });

  it('to an IPv6 address has no route: pods have IPv4 only', () => {
    expect(flow(frontend, 'fd00::1', 80).kind).toBe('network-unreachable');
  });

  it('to a service ends at one of its ready endpoints', () => {
    const state = networkState(world, objects, []);
    const backend = state.services.find((service) => service.name === 'backend');
    const outcome = flow(frontend, backend?.addresses[0] ?? '', 8080);
    expect(outcome).toMatchObject({ kind: 'delivered', arrival: { pod: { namespace: 'shop' } } });
  });

  it('to a service without ready endpoints is rejected by the node', () => {
    const state = networkState(world, { ...objects, endpointSlices: [] }, []);
    const source = state.pods.find((pod) => pod.name.startsWith('frontend'));
    const address = state.services.find((service) => service.name === 'backend')?.addresses[0] ?? '';
    if (source === undefined) throw new Error('no frontend');
    expect(follow(state, { source, address, protocol: 'TCP', port: 8080, choice: 0 }).kind).toBe('rejected');
  });

  it('to an address that no pod has on the own node fails for want of an ARP answer, told by the source itself', () => {
    expect(flow(frontend, '10.244.1.200', 80, { policies: false })).toMatchObject({
      kind: 'host-unreachable',
      by: '10.244.1.4',
    });
  });

  it('to an address that no pod has on another node is told by that node', () => {
    expect(flow(frontend, '10.244.2.200', 80, { policies: false })).toEqual({
      kind: 'host-unreachable',
      by: '10.244.2.0',
    });
  });

  it('out of the cluster finds no route on the node', () => {
    expect(flow(frontend, '198.51.100.7', 80, { policies: false })).toEqual({
      kind: 'network-unreachable',
      by: '10.244.1.1',
    });
  });

  it.each<[string, FaultEffect]>([
    ['a missing FDB entry on the way there', { kind: 'fdb-entry-missing', node: 'worker-1', peer: 'worker-2' }],
    ['a missing FDB entry on the way back', { kind: 'fdb-entry-missing', node: 'worker-2', peer: 'worker-1' }],
    ['a missing route on the way there', { kind: 'route-missing', node: 'worker-1', peer: 'worker-2' }],
    ['a missing route on the way back', { kind: 'route-missing', node: 'worker-2', peer: 'worker-1' }],
    ['ip_forward off at the source', { kind: 'ip-forward-off', node: 'worker-1' }],
    ['ip_forward off at the destination', { kind: 'ip-forward-off', node: 'worker-2' }],
    ['an underlay that is cut', { kind: 'underlay-cut', node: 'worker-2' }],
  ])('vanishes between nodes with %s, and not on the own node', (_, effect) => {
    expect(flow(frontend, far, 8080, { effects: [effect] })).toEqual({ kind: 'dropped' });
    expect(flow(frontend, near, 8080, { effects: [effect] }).kind).toBe('delivered');
  });

  it('carries the loss of the nodes it crosses', () => {
    const effects: FaultEffect[] = [{ kind: 'packet-loss', node: 'worker-2', percent: 30 }];
    expect(flow(frontend, far, 8080, { effects })).toMatchObject({ loss: expect.closeTo(0.3) });
    expect(flow(frontend, near, 8080, { effects })).toMatchObject({ loss: 0 });
  });

  it('may be no larger than a black hole lets through, less the tunnel headers', () => {
    const effects: FaultEffect[] = [{ kind: 'mtu-black-hole', node: 'worker-2', mtu: 1400 }];
    expect(flow(frontend, far, 8080, { effects })).toMatchObject({ kind: 'delivered', largest: 1350 });
  });

  it('of ICMP passes only where a rule allows every port', () => {
    expect(flow(frontend, far, 0, { protocol: 'ICMP' }).kind).toBe('delivered');
    expect(flow('monitoring/grafana', 'payments/ledger-db', 0, { protocol: 'ICMP' }).kind).toBe('dropped');
  });
});
