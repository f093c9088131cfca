import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { captureSide, type Gap } from '../../../src/capture/session/side.ts';
import { systemClock } from '../../../src/kube/clock.ts';
import { type FakeRun, fakeTcpdump } from './fake-tcpdump.ts';
import { captureFile, readCapture } from './support.ts';

const file = readFileSync(captureFile('overlay-nanoseconds'));
const listening = 'listening on eth0';
/** The file up to the end of its packet of this number. */
function upTo(count: number): Uint8Array {
  const lengths = readCapture('overlay-nanoseconds')
    .records.slice(0, count)
    .map(({ data }) => data.length + 16);
  return file.subarray(0, 24 + lengths.reduce((sum, length) => sum + length, 0));
}

async function capture(runs: readonly FakeRun[], duration = 700) {
  const { runner, started } = fakeTcpdump(runs);
  let packets = 0;
  const gaps: Gap[] = [];
  const end = await captureSide(
    { where: 'here', device: 'eth0', runner, sudo: true, way: undefined, filter: 'icmp' },
    { depth: 'headers', bounds: { duration, packets: 1000, bytes: 1_000_000 } },
    {
      clock: systemClock,
      signal: new AbortController().signal,
      enough: new AbortController().signal,
      runMost: 300,
      sink: {
        listening: () => {},
        records: (records) => {
          packets += records.length;
        },
        gap: (gap) => gaps.push(gap),
        dropped: () => {},
        wanted: () => ({ packets: 1000 - packets, bytes: 1_000_000 }),
      },
    },
  );
  return { end, packets, gaps, started };
}

describe('one side of a capture', () => {
  it('runs tcpdump by sudo, bounded by time and packets, onto its stdout', async () => {
    const { started } = await capture([{ stdout: [file], stderr: [listening] }], 100);
    expect(started).toHaveLength(1);
    expect(started[0]?.argv.join(' ')).toBe('tcpdump -i eth0 -n -p -U -w - -s 320 -c 1000 -- icmp');
    expect(started[0]?.options).toMatchObject({ bytes: true, sudo: true });
    expect(started[0]?.options.deadline).toBeLessThanOrEqual(1000);
  });

  it('renews its runs with an overlap: nothing is told twice, nothing is left out', async () => {
    const { started, packets, gaps, end } = await capture([
      { stdout: [upTo(20)], stderr: [listening] },
      // What passed while both ran is in both.
      { stdout: [file], stderr: [listening] },
    ]);
    expect(started.length).toBeGreaterThanOrEqual(2);
    expect(packets).toBe(42);
    expect(gaps).toEqual([]);
    expect(end.state).toBe('ended');
  });

  it('tells the time in which the next run was not ready yet', async () => {
    const { gaps } = await capture([{ stdout: [upTo(20)], stderr: [listening] }, {}]);
    expect(gaps.length).toBeGreaterThan(0);
  });

  it('says that it is not known to have ended where the connection was lost', async () => {
    const { end } = await capture(
      [
        {
          stderr: [listening],
          end: { kind: 'failed', error: { message: 'The connection broke', errorKind: 'interrupted' } },
        },
      ],
      100,
    );
    expect(end).toEqual({ state: 'failed', note: 'The connection broke.' });
  });
});
