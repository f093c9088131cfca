import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../src/contracts/cluster.ts';
import type { Runner } from '../../../src/contracts/runner.ts';
import { systemClock } from '../../../src/kube/clock.ts';
import { nodeLog } from '../../../src/node-logs/follow.ts';
import { logKnowledge, type NodeLogName, nodeLogName } from '../../../src/node-logs/source.ts';
import { intentOfCommand } from '../../../src/consent/intent-of-command.ts';
import { logCommands } from '../../../src/node-logs/source.ts';
import { nodeLogNames } from '../../../src/node-logs/source.ts';
import { type LogRecording, recordedLogs } from './recorded-logs.ts';

const instant = { ...systemClock, after: (_delay: number, callback: () => void) => systemClock.after(0, callback) };

async function read(runner: Runner, name: NodeLogName, most = 100, follow = false): Promise<readonly LogLine[]> {
  const stopping = new AbortController();
  const lines: LogLine[] = [];
  const parts = { name, follow, tail: 100, signal: stopping.signal, clock: instant };
  for await (const line of nodeLog(runner, parts)) {
    lines.push(line);
    if (lines.length >= most) stopping.abort();
  }
  return lines;
}
const texts = (lines: readonly LogLine[]) => lines.map(({ text, notice }) => (notice ? `~ ${text}` : text));
const logs = (...recordings: readonly LogRecording[]) => recordedLogs(recordings);

describe('a log of a node', () => {
  it('is asked for by programs that only look', () => {
    for (const follow of [true, false]) {
      for (const name of [...nodeLogNames, nodeLogName('/var/log/calico/felix.log')]) {
        for (const { argv } of logCommands(name, { tail: 200, follow, since: '-10m' }))
          expect(intentOfCommand(argv), argv.join(' ')).toMatchObject({ kind: 'run' });
      }
    }
  });

  it.each(['/etc/shadow', '/var/log/../../etc/shadow', '/var/log', 'kubelet.service', ''])('%j is none', (text) => {
    expect(() => nodeLogName(text)).toThrow(/no log/);
  });

  it('is asked for with sudo where a plain user does not see the journal', async () => {
    const runner = logs(
      {
        stderr: ['Hint: You are currently not seeing messages from other users and the system.'],
        stdout: ['own line'],
      },
      { stdout: ['2026-11-23T10:00:00.000001+00:00 worker-1 kubelet[7]: I1123 10:00:00.000001 7 x.go:1] hello'] },
    );
    expect(texts(await read(runner, 'kubelet')).at(-1)).toMatch(/hello$/);
    expect(runner.asked.map(({ sudo }) => sudo)).toEqual([false, true]);
  });

  it('that cannot be had says why, each reason once', async () => {
    const refused = {
      end: { kind: 'failed', error: { message: 'sudo is refused: a password is required', errorKind: 'forbidden' } },
    } as const;
    const missing = { end: { kind: 'missing-program', program: 'journalctl', message: '' } } as const;
    const lines = await read(logs(missing, refused), 'kubelet');
    expect(texts(lines)).toEqual([
      '~ The log cannot be read: journalctl is not installed there; sudo is refused: a password is required',
    ]);
  });

  it('of the kernel holds the lines about the network only', async () => {
    const lines = await read(
      logs({
        stdout: [
          '2026-11-23T10:00:00.000001+00:00 worker-1 kernel: usb 1-1: new high-speed USB device number 2',
          '2026-11-23T10:00:00.000002+00:00 worker-1 kernel: nf_conntrack: nf_conntrack: table full, dropping packet',
          '2026-11-23T10:00:00.000003+00:00 worker-1 kernel: cni0: port 3(veth12) entered disabled state',
        ],
      }),
      'kernel',
    );
    expect(lines).toHaveLength(2);
  });

  it('goes on where a run left off: what was shown already is not shown again', async () => {
    const runner = logs(
      { stdout: ['one', 'two'], end: { kind: 'deadline' } },
      { stdout: ['one', 'two', 'three'], end: { kind: 'deadline' } },
      { stdout: ['two', 'three', 'four', 'two'], end: { kind: 'deadline' } },
    );
    expect(texts(await read(runner, 'kubelet', 5, true))).toEqual(['one', 'two', 'three', 'four', 'two']);
  });

  it('that is faster than it can be read is left and taken up again, and says that lines are missing', async () => {
    const fast = Array.from({ length: 60_000 }, (_, index) => `${index} ${'x'.repeat(100)}`);
    const runner = logs({ stdout: fast, end: { kind: 'stopped' } }, { stdout: ['last'] });
    const lines = await read(runner, 'kubelet', 60_000, false);
    expect(lines.length).toBeLessThan(60_000);
    expect(texts(lines).at(-1)).toMatch(/the rest was left out/);
  });

  it('of files prints those that are there, without the names of the files between them', async () => {
    const runner = logs({
      stderr: ["tail: cannot open '/var/log/cilium-cni.log' for reading: No such file or directory"],
      stdout: ['==> /var/log/calico/cni/cni.log <==', '2026-11-23 10:00:00.000 [ERROR][12] x.go 1: no addresses'],
      end: { kind: 'exited', code: 1 },
    });
    expect(texts(await read(runner, 'cni'))).toEqual(['2026-11-23 10:00:00.000 [ERROR][12] x.go 1: no addresses']);
  });

  it('knows rules for its lines', () => {
    expect(logKnowledge('kubelet').rules.length).toBeGreaterThan(5);
    expect(logKnowledge('/var/log/kern.log')).toEqual(logKnowledge('kernel'));
  });
});
