import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend, ClusterObjects } from '../../demo/backend.ts';
import { fdbMissing } from '../../demo/faults/fdb-missing.ts';
import { createLab } from '../../demo/lab/create-lab.ts';
import { demoWorld } from '../../demo/world/demo-world.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { programs } from './support/bench.ts';

const world = demoWorld(Date.now(), 'calico');
const ofKind = (kind: string) => world.objects.filter((object) => object.kind === kind);
const objects: ClusterObjects = {
  pods: ofKind('Pod'),
  namespaces: ofKind('Namespace'),
  services: ofKind('Service'),
  endpointSlices: ofKind('EndpointSlice'),
  networkPolicies: ofKind('NetworkPolicy'),
};

describeWithPrograms('a lab with Calico over VXLAN', programs, () => {
  let lab: Backend;
  beforeAll(async () => {
    lab = createLab();
    await lab.start(world, objects);
  });
  afterAll(() => lab.stop());

  async function onNode(line: string): Promise<string> {
    const { stdout, ended } = await lab.execOnNode({ node: 'worker-1', line, tty: false, environment: {} });
    const [bytes] = await Promise.all([stdout.toArray(), ended]);
    return Buffer.concat(bytes).toString();
  }

  it('has the device, routes of blocks, neighbours and forwarding entries that Felix makes', async () => {
    expect(JSON.parse(await onNode('ip -j -d link show vxlan.calico'))).toMatchObject([
      { address: '66:93:7f:54:d5:53', mtu: 1450, linkinfo: { info_data: { id: 4096, port: 4789 } } },
    ]);
    expect(
      await onNode('ip route show dev vxlan.calico; ip neigh show dev vxlan.calico; bridge fdb show dev vxlan.calico'),
    ).toMatch(
      /10\.244\.2\.0\/26 via 10\.244\.2\.0 onlink[^]*10\.244\.2\.0 lladdr 66:e2:6c:ca:0c:ad PERMANENT[^]*66:e2:6c:ca:0c:ad dst 192\.168\.77\.12 self permanent/,
    );
    expect(await onNode('ls /etc/cni/net.d; ip -br link | grep -c ^cali')).toBe('10-calico.conflist\n6\n');
  });

  it('reaches another node’s end of the tunnel until a forwarding entry is missing', async () => {
    const line = 'ping -c 1 -W 1 10.244.2.0 | grep -c "1 received"';
    expect(await onNode(line)).toBe('1\n');
    await lab.setFault(fdbMissing, true);
    expect(await onNode(line)).toBe('0\n');
  });

  it('has the words of birdcl where no BIRD runs', async () => {
    const pod = objects.pods.find(({ metadata }) => metadata.name.startsWith('calico-node-'));
    if (pod === undefined) throw new Error('no calico-node');
    const argv = ['birdcl', '-s', '/var/run/calico/bird.ctl', 'show', 'protocols'];
    const answer = await lab.exec({ pod, container: 'calico-node', argv, stdin: false, tty: false });
    if (!answer.started) throw new Error(answer.message);
    const said = Buffer.concat(await answer.process.stderr.toArray()).toString();
    expect(said).toContain('Unable to connect to server control socket');
    expect(await answer.process.exitCode).toBe(1);
  });
});
