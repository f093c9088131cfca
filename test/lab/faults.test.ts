import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import { faults } from '../../demo/faults/index.ts';
import type { KubernetesObject } from '../../demo/world/types.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { addressOf, connect, objects, objectsWith, pod, programs, run, start, startedLab } from './support/bench.ts';

const frontend = pod('shop/frontend', 'worker-1');
const sameNode = pod('shop/frontend', 'worker-2');
const backend = pod('shop/backend', 'worker-2');
const elsewhere = pod('shop/backend', 'worker-3');

describeWithPrograms('faults on a running lab', programs, () => {
  let lab: Backend;
  beforeAll(async () => {
    lab = await startedLab();
  });
  afterAll(() => lab.stop());

  async function switchFault(name: string, on: boolean): Promise<void> {
    const fault = faults.find((candidate) => candidate.name === name);
    if (fault === undefined) throw new Error(`no fault ${name}`);
    await lab.setFault(fault, on);
    await lab.sync(on ? objectsWith(fault) : objects);
  }

  /** Each test breaks something, looks, mends it, and looks again: the last look is what the next test starts from. */
  function faultTest(name: string, title: string, symptom: () => Promise<void>): void {
    describe(name, () => {
      beforeAll(() => switchFault(name, true));
      afterAll(() => switchFault(name, false));
      it(title, symptom);
    });
    it(`${name} leaves nothing when it is switched off`, async () => {
      expect(await connect(lab, frontend, addressOf(backend), 8080)).toBe('open');
      const { stdout } = await run(lab, frontend, 'ping', '-c', '20', '-i', '0.05', '-s', '1422', addressOf(backend));
      expect(stdout).toContain('20 received, 0% packet loss');
      const names = await run(lab, frontend, 'dig', '+short', 'backend.shop.svc.cluster.local');
      expect(names.stdout.trim()).toBe('10.103.7.21');
    });
  }

  const to = (destination: KubernetesObject, source = frontend) => connect(lab, source, addressOf(destination), 8080);

  faultTest('policy-drop', 'drops the frontend’s connections and leaves DNS alone', async () => {
    expect(await to(backend)).toBe('dropped');
    const { stdout } = await run(lab, frontend, 'dig', '+short', 'backend.shop.svc.cluster.local');
    expect(stdout.trim()).toBe('10.103.7.21');
  });

  faultTest('fdb-missing', 'drops what goes to the peer and nothing else', async () => {
    expect(await Promise.all([to(backend), to(elsewhere), to(backend, sameNode)])).toEqual(['dropped', 'open', 'open']);
  });

  faultTest('ip-forward-off', 'cuts the node’s pods from other nodes and not from each other', async () => {
    expect(await Promise.all([to(backend), to(elsewhere), to(backend, sameNode)])).toEqual(['dropped', 'open', 'open']);
  });

  faultTest('coredns-down', 'answers no name, refused at once by the service without endpoints', async () => {
    const { code, stdout } = await run(lab, frontend, 'dig', '+tries=1', '+time=3', 'backend.shop.svc.cluster.local');
    expect(stdout).toMatch(/connection refused/i);
    expect(code).toBe(9);
  });

  faultTest('packet-loss', 'loses some pings, about a third, and not all', async () => {
    const { stdout } = await run(lab, frontend, 'ping', '-c', '200', '-i', '0.01', '-W', '1', addressOf(backend));
    const received = Number(/(\d+) received/.exec(stdout)?.[1]);
    // 200 throws of a die that shows loss in 30 % of cases: outside these bounds less than once in a billion runs.
    expect(received).toBeGreaterThan(95);
    expect(received).toBeLessThan(180);
  });

  faultTest('mtu-black-hole', 'passes small packets and swallows large ones without a word', async () => {
    const [small, large] = await Promise.all([
      run(lab, frontend, 'ping', '-c', '1', '-W', '3', '-M', 'do', '-s', '1300', addressOf(backend)),
      run(lab, frontend, 'ping', '-c', '1', '-W', '3', '-M', 'do', '-s', '1422', addressOf(backend)),
    ]);
    expect(small.stdout).toContain('1 received');
    expect(large.stdout + large.stderr).toMatch(/0 received, 100% packet loss/);
    expect(large.stdout + large.stderr).not.toMatch(/too long|frag/i);
    // Segments that fit pass in bulk, also where the kernel hands many of them on as one.
    const server = await start(lab, backend, ['timeout', '20', 'iperf3', '-s', '-1', '--forceflush']);
    await new Promise((resolve) => server.stdout.once('data', resolve));
    const client = await run(lab, frontend, 'iperf3', '-c', addressOf(backend), '-M', '1200', '-t', '1', '-J');
    const report: { end: { sum_received: { bytes: number } } } = JSON.parse(client.stdout);
    expect(report.end.sum_received.bytes).toBeGreaterThan(100_000);
  });

  faultTest('not-listening', 'refuses the port and answers ping', async () => {
    expect(await Promise.all([to(backend), to(elsewhere)])).toEqual(['refused', 'refused']);
    const { stdout } = await run(lab, frontend, 'ping', '-c', '1', addressOf(backend));
    expect(stdout).toContain('1 received');
  });

  faultTest('node-unreachable', 'drops everything to the node’s pods', async () => {
    expect(await Promise.all([to(backend), to(elsewhere), to(backend, sameNode)])).toEqual(['dropped', 'open', 'open']);
  });

  faultTest('route-missing', 'cuts the way to the peer and no other', async () => {
    expect(await Promise.all([to(backend), to(elsewhere), to(backend, sameNode)])).toEqual(['dropped', 'open', 'open']);
  });

  faultTest('neighbour-missing', 'cuts the way to the peer and no other', async () => {
    expect((await Promise.all([to(backend), to(elsewhere), to(backend, sameNode)])).slice(1)).toEqual(['open', 'open']);
  });

  faultTest('rp-filter', 'drops what comes from the peer by the tunnel, and nothing else', async () => {
    expect(await Promise.all([to(backend), to(elsewhere), to(backend, sameNode)])).toEqual(['dropped', 'open', 'open']);
  });

  faultTest('wrong-mtu', 'sends large packets of the node’s own pods back with a word', async () => {
    const { stdout, stderr } = await run(
      lab,
      sameNode,
      'ping',
      '-c',
      '2',
      '-M',
      'do',
      '-s',
      '1422',
      addressOf(elsewhere),
    );
    expect(stdout + stderr).toMatch(/frag needed|message too long/i);
  });

  faultTest('conntrack-full', 'lets no new connection through the node', async () => {
    expect(await Promise.all([to(elsewhere), to(backend)])).toEqual(['dropped', 'open']);
  });

  it('two faults at once are both undone', async () => {
    await switchFault('fdb-missing', true);
    await switchFault('packet-loss', true);
    await switchFault('fdb-missing', false);
    await switchFault('packet-loss', false);
    const { stdout } = await run(lab, frontend, 'ping', '-c', '20', '-i', '0.05', addressOf(backend));
    expect(stdout).toContain('20 received, 0% packet loss');
  });

  it('switching a fault on twice is harmless', async () => {
    await switchFault('fdb-missing', true);
    await switchFault('fdb-missing', true);
    await switchFault('fdb-missing', false);
    expect(await to(backend)).toBe('open');
  });
});
