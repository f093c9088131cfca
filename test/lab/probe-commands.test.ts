import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acrossNodes } from '../../demo/faults/main-link.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { type ServedDemo, serveDemoProgram } from '../support/served-demo.ts';
import { builtProgram } from '../support/terminal-program.ts';
import { programs } from './support/bench.ts';

const { from, to } = acrossNodes;
const pod = to.replace(/:.*/, '');

describeWithPrograms('plumbline probe on real packets', programs, () => {
  let demo: ServedDemo;
  beforeAll(async () => {
    demo = await serveDemoProgram('--backend', 'lab');
  });
  afterAll(() => demo.end());

  const probe = (...args: string[]) => demo.run('probe', ...args, '--kubeconfig', demo.kubeconfig);

  async function json(...args: string[]): Promise<Record<string, unknown>> {
    const { exitCode, stdout } = await probe(...args, '-o', 'json');
    return { exitCode, ...JSON.parse(stdout) };
  }

  /** Breaks something, looks, and mends it whatever was seen. */
  async function during(fault: string, look: () => Promise<void>): Promise<void> {
    await demo.fault(fault, true);
    try {
      await look();
    } finally {
      await demo.fault(fault, false);
    }
  }

  const connects: readonly (readonly [string, string, string, number])[] = [
    ['a port that is served', `${pod}:8080`, 'open', 0],
    ['a port that nobody serves', `${pod}:81`, 'refused', 1],
    ['an address that no pod has', '10.244.2.99:80', 'no-route', 1],
    ['a network without a route', '8.8.8.8:53', 'network-unreachable', 1],
    ['an IPv6 address of pods that have none', '[fd00::1]:80', 'network-unreachable', 1],
    ['a port that a policy closes', 'svc/payments/ledger-db', 'timeout', 1],
    ['a name that is resolved in the pod', 'kubernetes.default:443', 'open', 0],
  ];
  for (const [title, destination, expected, exitCode] of connects) {
    it(`connects to ${title}: ${expected}`, async () => {
      expect(await json('connect', '--from', from, '--to', destination)).toMatchObject({ class: expected, exitCode });
    });
  }

  it('measures both directions at once, over four streams each way', async () => {
    const wanted = ['--bidirectional', '--parallel', '4', '--seconds', '2', '--rate', '40M'];
    const answer = await json('bandwidth', '--from', from, '--to', pod, ...wanted);
    expect(answer).toMatchObject({ class: 'measured', exitCode: 0, sentence: expect.stringContaining(' there and ') });
    expect(answer['summary']).toMatchObject({
      perStream: Array.from({ length: 4 }, () => expect.any(Number)),
      back: { receivedBitsPerSecond: expect.any(Number), perStream: expect.any(Array) },
    });
  });

  it('measures over sixteen streams', async () => {
    const wanted = ['--streams', '16', '--seconds', '1', '--rate', '40M'];
    const { summary } = await json('bandwidth', '--from', from, '--to', pod, ...wanted);
    expect(summary).toMatchObject({ complete: true, perStream: Array.from({ length: 16 }, () => expect.any(Number)) });
  });

  it('tells an open port from a silent one by the nc of BusyBox too', async () => {
    const answers = ['shop/backend:8080', '10.244.2.99:80'].map((end) =>
      json('connect', '--from', 'shop/cart', '--to', end),
    );
    expect((await Promise.all(answers)).map((answer) => answer['class'])).toEqual(['open', 'timeout']);
  });

  it('cannot test from an image without programs, and says what is missing', async () => {
    const { exitCode, stdout } = await probe('connect', '--from', 'shop/catalog', '--to', 'shop/backend:8080');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('there is no nc, bash, curl, telnet or wget in container catalog in pod shop/catalog-');
  });

  it('pings the backend of a cluster IP, which itself answers none', async () => {
    const answer = await json('latency', '--from', from, '--to', '10.103.7.21', '--count', '2', '--interval', '0.2');
    expect(answer).toMatchObject({ class: 'replies', exitCode: 0, summary: { sent: 2, lost: 0 } });
    expect(answer['remark']).toMatch(/^ping goes to shop\/backend-\S+, a backend: a cluster IP answers none$/);
  });

  it('does not take a closed iperf3 port for a slow link', async () => {
    await during('policy-drop', async () => {
      const answer = await json('bandwidth', '--from', from, '--to', pod, '--seconds', '1');
      expect(answer).toMatchObject({ exitCode: 1, sentence: 'not measured: TCP 5201 timed out' });
    });
  });

  it('says since when a bandwidth test stalls, and leaves its port free', { timeout: 60_000 }, async () => {
    const running = json('bandwidth', '--from', from, '--to', pod, '--seconds', '6');
    await pause(4_000);
    await during('fdb-missing', async () => {
      expect(await running).toMatchObject({
        class: 'stalled',
        exitCode: 1,
        sentence: expect.stringMatching(/^TCP stalled: nothing arrived after [\d.]+ s; [\d.]+ [GM]bit\/s until then$/),
      });
    });
    expect(await json('bandwidth', '--from', from, '--to', pod, '--seconds', '1')).toMatchObject({ class: 'measured' });
  });

  it('tells what was measured until Ctrl-C, and leaves no server', { timeout: 60_000 }, async () => {
    const child = demo.start('probe', 'bandwidth', '--from', from, '--to', pod, '--kubeconfig', demo.kubeconfig);
    let text = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    await pause(4_000);
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(text).toMatch(/TCP [\d.]+ [GM]bit\/s in [\d.]+ s of 10 s: ended before its time/);
    expect(await json('bandwidth', '--from', from, '--to', pod, '--seconds', '1')).toMatchObject({ class: 'measured' });
  });

  it('ends quietly when nobody reads on', async () => {
    const child = demo.start(
      'probe',
      'connect',
      '--from',
      from,
      '--to',
      to,
      '-o',
      'json',
      '--kubeconfig',
      demo.kubeconfig,
    );
    child.stdout?.destroy();
    let words = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      words += bytes.toString();
    });
    await once(child, 'close');
    expect(words).toBe('');
  });

  it('ends with 3 when its answer cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(
      process.execPath,
      [builtProgram, 'probe', 'connect', '--from', from, '--to', to, '--kubeconfig', demo.kubeconfig],
      { env: demo.env, stdio: ['ignore', full, 'pipe'] },
    );
    let words = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      words += bytes.toString();
    });
    const [code] = await once(child, 'close');
    closeSync(full);
    expect([code, words]).toEqual([3, expect.stringMatching(/^plumbline: the answer could not be written: ENOSPC/)]);
  });
});
