import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { addressOf, connect, objects, pod, programs, run, start, startedLab } from './support/bench.ts';

describeWithPrograms('a healthy lab', programs, () => {
  let lab: Backend;
  const frontend = pod('shop/frontend', 'worker-1');
  const backend = pod('shop/backend', 'worker-2');
  const address = addressOf(backend);

  beforeAll(async () => {
    lab = await startedLab();
  });
  afterAll(() => lab.stop());

  it('answers every ping between pods of two nodes', async () => {
    const { stdout, code } = await run(lab, frontend, 'ping', '-c', '5', '-i', '0.2', address);
    expect(stdout).toContain('5 packets transmitted, 5 received, 0% packet loss');
    expect(code).toBe(0);
  });

  it('carries packets between nodes in VXLAN on UDP 8472', async () => {
    // A node's namespace holds its uplink; the images of its pods have no tcpdump, so a ping is counted there instead.
    const plumbing = pod('kube-flannel/kube-flannel-ds', 'worker-1');
    const before = await received(lab, plumbing);
    await run(lab, frontend, 'ping', '-c', '3', '-i', '0.2', address);
    const after = await received(lab, plumbing);
    expect(after - before).toBeGreaterThanOrEqual(3);
  });

  it('passes packets of the full 1450 bytes between pods', async () => {
    const { stdout } = await run(lab, frontend, 'ping', '-c', '1', '-M', 'do', '-s', '1422', address);
    expect(stdout).toContain(' 0% packet loss');
  });

  it('refuses a packet that is larger than the network with the MTU in its words', async () => {
    const { stdout, stderr } = await run(lab, frontend, 'ping', '-c', '1', '-M', 'do', '-s', '1423', address);
    expect(stdout + stderr).toMatch(/message too long/i);
  });

  it('opens TCP to a listening port of a pod on another node', async () => {
    expect(await connect(lab, frontend, address, 8080)).toBe('open');
  });

  it('refuses TCP to a port where nobody listens', async () => {
    expect(await connect(lab, frontend, address, 8081)).toBe('refused');
  });

  it('opens TCP to the address of a service', async () => {
    expect(await connect(lab, frontend, '10.103.7.21', 8080)).toBe('open');
  });

  it('opens TCP to the control plane through service kubernetes', async () => {
    expect(await connect(lab, frontend, '10.96.0.1', 443)).toBe('open');
  });

  it('opens TCP to the node port of a service on a node without a client', async () => {
    expect(await connect(lab, pod('monitoring/node-exporter', 'worker-3'), '192.168.77.12', 30_080)).toBe('open');
  });

  it('refuses a port that a service does not have', async () => {
    expect(await connect(lab, frontend, '10.103.7.21', 9999)).toBe('refused');
  });

  it('lets a pod reach itself through its own service', async () => {
    // One backend, so that the answer cannot come from another pod.
    const self = addressOf(backend);
    const slices = objects.endpointSlices.map((slice) =>
      slice.metadata.labels?.['kubernetes.io/service-name'] === 'backend'
        ? { ...slice, endpoints: [{ addresses: [self], conditions: { ready: true } }] }
        : slice,
    );
    await lab.sync({ ...objects, endpointSlices: slices });
    expect(await connect(lab, backend, '10.103.7.21', 8080)).toBe('open');
    await lab.sync(objects);
  });

  it('serves as many bytes over HTTP as the world says', async () => {
    const { stdout } = await run(lab, frontend, 'curl', '-sS', '-m', '5', `http://${address}:8080/`);
    expect(stdout.length).toBe(512);
  });

  it('answers the name of a service with its address', async () => {
    const { stdout } = await run(lab, frontend, 'dig', '+short', 'backend.shop.svc.cluster.local');
    expect(stdout.trim()).toBe('10.103.7.21');
  });

  it('answers the name of a headless service with its pods, over TCP too', async () => {
    const { stdout } = await run(lab, frontend, 'dig', '+tcp', '+short', 'redis.shop.svc.cluster.local');
    expect(stdout.trim()).toBe(addressOf(pod('shop/redis-0')));
  });

  it('answers the name of a pod of a StatefulSet', async () => {
    const { stdout } = await run(lab, frontend, 'dig', '+short', 'redis-0.redis.shop.svc.cluster.local');
    expect(stdout.trim()).toBe(addressOf(pod('shop/redis-0')));
  });

  it('says NXDOMAIN for a name of the cluster that does not exist', async () => {
    const { stdout } = await run(lab, frontend, 'dig', 'nobody.shop.svc.cluster.local');
    expect(stdout).toContain('status: NXDOMAIN');
  });

  it('resolves a short name through the search list of the pod', async () => {
    const { stdout } = await run(lab, frontend, 'getent', 'hosts', 'backend');
    expect(stdout).toContain('backend.shop.svc.cluster.local');
  });

  it('measures bandwidth with an iperf3 server in one pod and a client in another', async () => {
    const server = await start(lab, backend, ['timeout', '20', 'iperf3', '-s', '-1', '-p', '5201', '--forceflush']);
    await new Promise<void>((resolve) => {
      server.stdout.on('data', (bytes: Buffer) => {
        if (bytes.includes('Server listening')) resolve();
      });
    });
    const client = await run(lab, frontend, 'iperf3', '-c', address, '-p', '5201', '-t', '1', '-J');
    const report: { end: { sum_received: { bits_per_second: number } } } = JSON.parse(client.stdout);
    expect(report.end.sum_received.bits_per_second).toBeGreaterThan(0);
    expect(await server.exitCode).toBe(0);
  });

  it('shows flannel its forwarding entries, one per peer', async () => {
    const { stdout } = await run(lab, pod('kube-flannel/', 'worker-1'), 'bridge', 'fdb', 'show', 'dev', 'flannel.1');
    expect(stdout.trim().split('\n')).toEqual(
      expect.arrayContaining([
        '7a:1c:4e:90:d2:02 dst 192.168.77.12 self permanent',
        '7a:1c:4e:90:d2:03 dst 192.168.77.13 self permanent',
      ]),
    );
  });
});

/** Packets that the VXLAN device of a pod's node has received. */
async function received(lab: Backend, plumbing: ReturnType<typeof pod>): Promise<number> {
  const { stdout } = await run(lab, plumbing, 'ip', '-s', '-j', 'link', 'show', 'flannel.1');
  const [link]: { stats64: { rx: { packets: number } } }[] = JSON.parse(stdout);
  return link?.stats64.rx.packets ?? 0;
}
