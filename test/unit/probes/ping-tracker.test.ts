import { describe, expect, it } from 'vitest';
import type { LatencyPoint } from '../../../src/contracts/probe.ts';
import { pingTracker } from '../../../src/probes/latency/ping-tracker.ts';
import { withPoint } from '../../../src/probes/series/latency-points.ts';
import { latencySummary } from '../../../src/probes/series/latency-summary.ts';
import { readPingLine } from '../../../src/tools/ping/parse.ts';
import { fixture } from '../tools/samples.ts';

type TrackerOptions = Parameters<typeof pingTracker>[0];

const iputils: TrackerOptions = { base: 10, interval: 1000, countsFrom: 1, namesMissing: true, count: 10 };
const busybox: TrackerOptions = { base: 0, interval: 1000, countsFrom: 0, namesMissing: false, count: 10 };

function series(options: TrackerOptions, lines: readonly (readonly [number, string])[]): readonly LatencyPoint[] {
  const tracker = pingTracker(options);
  let points: readonly LatencyPoint[] = [];
  for (const [at, text] of lines) {
    const sample = readPingLine({ text, at, stream: 'stdout' });
    for (const point of sample === undefined ? [] : tracker.take(sample)) points = withPoint(points, point);
  }
  return points;
}

describe('the points of a ping run', () => {
  it('are no losses for the time in which this machine slept or its clock was set', () => {
    for (const jump of [60_000, -60_000]) {
      const tracker = pingTracker(busybox);
      tracker.take({ kind: 'header', address: '10.0.0.1', at: 1000 });
      tracker.take({ kind: 'reply', sequence: 0, milliseconds: 0, duplicate: false, from: '10.0.0.1', at: 1000 });
      tracker.tick(1250);
      expect(tracker.tick(1500 + jump)).toEqual([]);
      // Packet 1 went out at 2000 by the old clock.
      expect(tracker.tick(2750 + jump)).toEqual([]);
      expect(tracker.tick(4000 + jump).map(({ sequence }) => sequence)).toEqual([1]);
    }
  });

  it('that time alone made lost are unproven until something is heard again', () => {
    const tracker = pingTracker(busybox);
    tracker.take({ kind: 'header', address: '10.0.0.1', at: 1000 });
    tracker.take({ kind: 'reply', sequence: 0, milliseconds: 0, duplicate: false, from: '10.0.0.1', at: 1000 });
    for (let at = 1250; at <= 5000; at += 250) tracker.tick(at);
    expect(tracker.unproven).toEqual([1, 2]);
    tracker.take({ kind: 'reply', sequence: 3, milliseconds: 0, duplicate: false, from: '10.0.0.1', at: 4700 });
    expect(tracker.unproven).toEqual([]);
  });

  it('continue the sequence of the run before', () => {
    const points = series(iputils, [[0, '64 bytes from 10.0.0.1: icmp_seq=1 ttl=62 time=0.1 ms']]);
    expect(points).toEqual([{ sequence: 10, at: 0, milliseconds: 0.1 }]);
  });

  it('of a captured run with losses: four replies, and two losses of which one is known only from the statistics', () => {
    const lines = fixture('ping', 'iputils-20221126-timestamps-noanswer.txt').lines;
    const points = series(
      { ...iputils, base: 0, count: 6 },
      lines.map((text, index) => [index * 500, text]),
    );
    expect(points.map(({ milliseconds }) => milliseconds)).toEqual([0.17, undefined, 0.154, 0.13, 0.138, undefined]);
  });

  it('take back a loss when its reply comes late', () => {
    const points = series(iputils, [
      [1000, 'no answer yet for icmp_seq=1'],
      [1400, '64 bytes from 10.0.0.1: icmp_seq=1 ttl=62 time=1400 ms'],
    ]);
    expect(points).toMatchObject([{ sequence: 10, milliseconds: 1400 }]);
  });

  it('name the answer that was no reply', () => {
    const points = series(iputils, [[0, 'From 10.244.1.5 icmp_seq=1 Destination Host Unreachable']]);
    expect(points).toMatchObject([{ sequence: 10, milliseconds: undefined, error: 'Destination Host Unreachable' }]);
  });

  it('give an error of this host the next sequence, and count it once', () => {
    const points = series(iputils, [
      [0, 'ping: local error: message too long, mtu=1450'],
      [1000, 'no answer yet for icmp_seq=1'],
    ]);
    expect(points).toHaveLength(1);
  });

  it('count a duplicate as no sample', () => {
    const tracker = pingTracker(iputils);
    const sample = readPingLine({
      text: '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=3 ms (DUP!)',
      at: 0,
      stream: 'stdout',
    });
    expect(sample === undefined ? undefined : tracker.take(sample)).toEqual([]);
    expect(tracker.duplicates).toBe(1);
  });

  it('of BusyBox, which names no missing reply, become lost by time', () => {
    const tracker = pingTracker(busybox);
    tracker.take({ kind: 'header', address: '10.0.0.1', at: 0 });
    tracker.take({ kind: 'reply', sequence: 0, milliseconds: 1, duplicate: false, from: '10.0.0.1', at: 1 });
    expect(tracker.tick(2000)).toEqual([]);
    expect(tracker.tick(2600)).toEqual([{ sequence: 1, at: 1000, milliseconds: undefined }]);
    expect(tracker.tick(3600).map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('of BusyBox are not lost by time before it is known to have started', () => {
    expect(pingTracker(busybox).tick(60_000)).toEqual([]);
  });
});

describe('the summary of a series', () => {
  const points = [1, 2, undefined, 4].map((milliseconds, sequence) => ({ sequence, at: sequence, milliseconds }));

  it('counts loss as loss and takes percentiles of the replies', () => {
    expect(latencySummary(points)).toMatchObject({
      sent: 4,
      received: 3,
      lost: 1,
      lossPercent: 25,
      min: 1,
      p50: 2,
      p99: 4,
      max: 4,
      jitter: 1.5,
    });
  });

  it('of nothing but losses has no times', () => {
    const lost = points.map((point) => ({ ...point, milliseconds: undefined }));
    expect(latencySummary(lost)).toMatchObject({
      lossPercent: 100,
      min: undefined,
      avg: undefined,
      p50: undefined,
      jitter: undefined,
    });
  });

  it('leaves marks out', () => {
    expect(latencySummary([...points, { sequence: 3, at: 9, milliseconds: undefined, mark: 'now pod b' }]).sent).toBe(
      4,
    );
  });
});
