import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseForwardingEntries } from '../../../src/tools/bridge/fdb.ts';
import { parseDevices } from '../../../src/tools/ip/devices.ts';
import { parseNeighbours } from '../../../src/tools/ip/neighbours.ts';
import { parseRoutes } from '../../../src/tools/ip/routes.ts';
import { type Simulated, simulated } from './simulated.ts';

const agent = 'kube-flannel/kube-flannel-ds@worker-1';
let cluster: Simulated;
beforeAll(async () => {
  cluster = await simulated();
});
beforeEach(() => cluster.breakThings());
afterAll(() => cluster.stop());

async function printed(...argv: readonly string[]): Promise<readonly string[]> {
  return (await cluster.run(agent, argv)).stdout.split('\n').filter((line) => line !== '');
}

describe('A simulated node shows its network as the real programs print it', () => {
  it('has a tunnel, a bridge and an end of every pod of its own', async () => {
    const { items } = parseDevices(await printed('ip', '-j', '-d', '-s', 'addr', 'show'));
    const tunnel = items.find(({ name }) => name === 'flannel.1');
    expect(tunnel).toMatchObject({ mtu: 1450, kind: 'vxlan', mac: '7a:1c:4e:90:d2:01', state: 'UNKNOWN' });
    expect(tunnel?.vxlan).toMatchObject({ id: 1, local: '192.168.77.11', port: 8472, learning: false, under: 'eth0' });
    expect(items.filter(({ master }) => master === 'cni0').length).toBeGreaterThan(1);
  });

  it('has a route, a neighbour and a forwarding entry for each peer', async () => {
    const routes = parseRoutes(await printed('ip', '-j', 'route', 'show', 'table', 'all')).items;
    const over = routes.filter(({ device, table }) => device === 'flannel.1' && table !== 'local');
    expect(over.map(({ destination }) => destination)).toEqual(['10.244.2.0/24', '10.244.3.0/24']);
    expect(parseNeighbours(await printed('ip', '-j', 'neigh', 'show')).items).toHaveLength(2);
    expect(parseForwardingEntries(await printed('bridge', '-j', 'fdb', 'show')).items).toHaveLength(2);
  });

  it('lacks the forwarding entry that a fault takes away', async () => {
    await cluster.breakThings({ kind: 'fdb-entry-missing', node: 'worker-1', peer: 'worker-2' });
    const { items } = parseForwardingEntries(await printed('bridge', '-j', 'fdb', 'show'));
    expect(items.map(({ destination }) => destination)).toEqual(['192.168.77.13']);
  });

  it('does not forward while a fault says so', async () => {
    await cluster.breakThings({ kind: 'ip-forward-off', node: 'worker-1' });
    expect(await printed('sysctl', 'net.ipv4.ip_forward')).toEqual(['net.ipv4.ip_forward = 0']);
  });
});
