import { describe, expect, it } from 'vitest';
import type { LatencyPoint } from '../../../src/contracts/probe.ts';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { measureLatency } from '../../../src/probes/latency/latency.ts';
import type { LatencySink } from '../../../src/probes/latency/types.ts';
import { probeSource } from '../../../src/probes/run/source.ts';
import { withPoint } from '../../../src/probes/series/latency-points.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { fixture } from '../tools/samples.ts';
import { localSource, never, silentServer } from './local.ts';
import { scriptedRunner } from './scripted-runner.ts';

function collector(): LatencySink & {
  readonly points: () => readonly LatencyPoint[];
  readonly evidenceCount: () => number;
} {
  let points: readonly LatencyPoint[] = [];
  let evidence = 0;
  return {
    point: (point) => {
      points = withPoint(points, point);
    },
    duplicates: () => {},
    evidence: () => {
      evidence += 1;
    },
    points: () => points,
    evidenceCount: () => evidence,
  };
}

const target = { address: '127.0.0.1', interval: 200, count: 3, firstSequence: 7, port: undefined };

describeWithPrograms('latency by the real ping', ['ping'], () => {
  it('gives one point for each reply, from the first sequence on', async () => {
    const sink = collector();
    const end = await measureLatency(localSource(), target, sink, () => {}, never);
    expect(end.kind).toBe('finished');
    expect(sink.points().map(({ sequence }) => sequence)).toEqual([7, 8, 9]);
    expect(sink.points().every(({ milliseconds }) => milliseconds !== undefined)).toBe(true);
  });

  it('measures IPv6', async () => {
    const sink = collector();
    await measureLatency(localSource(), { ...target, address: '::1' }, sink, () => {}, never);
    expect(sink.points()).toHaveLength(3);
  });

  it('ends when it is stopped', async () => {
    const stopping = new AbortController();
    const sink = { ...collector(), point: () => stopping.abort() };
    const end = await measureLatency(localSource(), { ...target, count: undefined }, sink, () => {}, stopping.signal);
    expect(end.kind).toBe('stopped');
  });
});

describeWithPrograms('latency where ping is not possible', ['bash', 'curl'], () => {
  for (const [program, without] of [
    ['bash', ['ping']],
    ['curl', ['ping', 'bash']],
  ] as const) {
    it(`is the TCP connect time by ${program}, named as that`, async () => {
      const server = await silentServer();
      const sink = collector();
      const remarks: (string | undefined)[] = [];
      const place = localSource(without);
      const end = await measureLatency(
        place,
        { ...target, count: 2, port: server.port },
        sink,
        (_, remark) => remarks.push(remark),
        never,
      );
      await server.close();
      expect(end.kind).toBe('finished');
      expect(sink.points()).toHaveLength(2);
      expect(remarks[0]).toBe(`TCP connect time to port ${server.port}, not ping: there is no ping in this machine`);
    });
  }

  it('says so where there is no port either', async () => {
    const end = await measureLatency(localSource(['ping']), target, collector(), () => {}, never);
    expect(end).toMatchObject({ kind: 'not-possible', reason: expect.stringContaining('no port was given') });
  });
});

describe('latency by a scripted ping', () => {
  it('of BusyBox is found out once and asked in its own form from then on', async () => {
    const healthy = fixture('ping', 'busybox-1.35-healthy.txt').lines;
    const runner = scriptedRunner((argv) =>
      argv.includes('-O')
        ? {
            stderr: ["ping: invalid option -- 'O'", 'BusyBox v1.35.0 multi-call binary.'],
            end: { kind: 'exited', code: 1 },
          }
        : { stdout: healthy },
    );
    const place = probeSource([runner], createEvidenceShelf());
    const sink = collector();
    await measureLatency(place, { ...target, count: 4, firstSequence: 0 }, sink, () => {}, never);
    await measureLatency(place, { ...target, count: 4, firstSequence: 4 }, sink, () => {}, never);
    expect(sink.points().map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(runner.ran.filter((argv) => argv.includes('-O'))).toHaveLength(1);
  });

  it('that may not open a socket is told with its own words', async () => {
    const lines = fixture('ping', 'iputils-20221126-perm-denied.txt').lines;
    const runner = scriptedRunner(() => ({ stderr: lines, end: { kind: 'exited', code: 2 } }));
    const end = await measureLatency(
      probeSource([runner], createEvidenceShelf()),
      target,
      collector(),
      () => {},
      never,
    );
    expect(end).toMatchObject({ kind: 'not-possible', reason: expect.stringContaining('may not open an ICMP socket') });
  });

  it('whose pod is deleted ends with a sentence, and nothing is thrown', async () => {
    const runner = scriptedRunner(() => ({
      stdout: fixture('ping', 'iputils-20221126-healthy.txt').lines.slice(0, 4),
      end: { kind: 'failed', error: { message: 'The pod shop/web-1 was deleted.', errorKind: 'not-found' } },
    }));
    const sink = collector();
    const end = await measureLatency(
      probeSource([runner], createEvidenceShelf()),
      { ...target, count: undefined },
      sink,
      () => {},
      never,
    );
    expect(end).toMatchObject({ kind: 'failed', placeGone: true });
    expect(sink.points()).toHaveLength(3);
  });

  it('that writes garbage without end is stopped', async () => {
    const runner = scriptedRunner(() => ({ endless: 'x'.repeat(200) }));
    const end = await measureLatency(
      probeSource([runner], createEvidenceShelf()),
      target,
      collector(),
      () => {},
      never,
    );
    expect(end).toMatchObject({ kind: 'failed', sentence: expect.stringContaining('does not understand') });
  });
});
