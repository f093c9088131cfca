import type { Link } from '../../../src/contracts/link.ts';
import type {
  BandwidthOptions,
  BandwidthSeries,
  LatencyPoint,
  LatencySeries,
  LinkBench,
  LinkSnapshot,
  ProbeName,
} from '../../../src/contracts/probe.ts';
import { createStore, type WritableStore } from '../../../src/store/create-store.ts';
import { resolveFake } from './fake-cluster.ts';
import { noon } from './fake-rows.ts';

export interface FakeBench extends LinkBench {
  readonly store: WritableStore<LinkSnapshot>;
  /** What was asked of it, in order: 'latency', 'stop', 'bandwidth {...}'. */
  readonly calls: string[];
}

/** A bench without a link. */
export const emptyBench: LinkSnapshot = {
  link: undefined,
  source: undefined,
  destination: undefined,
  connect: { state: 'idle' },
  latency: { state: 'idle' },
  bandwidth: { state: 'idle' },
  dns: { state: 'idle' },
  pathMtu: { state: 'idle' },
  measured: { class: 'not-measured', sentence: 'not measured yet' },
};

/** A bench that only remembers what it was asked; tests set what it shows. */
export function createFakeBench(): FakeBench {
  const store = createStore(emptyBench);
  const calls: string[] = [];
  const running = new Set<ProbeName>();
  const run = (probe: ProbeName, call: string = probe): void => {
    calls.push(call);
    running.add(probe);
  };
  return {
    store,
    calls,
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    choose: (link: Link | undefined) => {
      calls.push(`choose ${link?.id ?? 'nothing'}`);
      store.set({
        ...emptyBench,
        link,
        source: link && resolveFake(link.source),
        destination: link && resolveFake(link.destination),
      });
    },
    startConnect: () => run('connect'),
    startLatency: () => {
      run('latency');
      store.update((all) => ({ ...all, latency: { state: 'running', since: noon, last: undefined } }));
    },
    startBandwidth: (options: BandwidthOptions) => run('bandwidth', `bandwidth ${JSON.stringify(options)}`),
    startDns: () => run('dns'),
    stop: async (probe?: ProbeName) => {
      calls.push(probe === undefined ? 'stop' : `stop ${probe}`);
      if (probe === undefined) running.clear();
      else running.delete(probe);
    },
    resetLatency: () => calls.push('reset'),
    running: () => [...running],
    close: async () => {},
  };
}

/** A latency series of these round-trip times in milliseconds, one a second; undefined is a loss. */
export function latencySeries(times: readonly (number | undefined)[]): LatencySeries {
  const points = times.map(
    (milliseconds, index): LatencyPoint => ({ sequence: index + 1, at: noon + index * 1000, milliseconds }),
  );
  const replies = times.filter((time) => time !== undefined).sort((a, b) => a - b);
  const at = (share: number): number | undefined => replies[Math.max(0, Math.ceil(replies.length * share) - 1)];
  const lost = times.length - replies.length;
  return {
    points,
    interval: 1000,
    remark: undefined,
    evidence: [],
    summary: {
      method: 'icmp',
      sent: times.length,
      received: replies.length,
      lost,
      lossPercent: times.length === 0 ? 0 : (100 * lost) / times.length,
      duplicates: 0,
      min: replies[0],
      avg: replies.length === 0 ? undefined : replies.reduce((sum, time) => sum + time, 0) / replies.length,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      max: replies.at(-1),
      jitter: replies.length < 2 ? undefined : 0.03,
    },
  };
}

/** The options that the dialog starts with. */
export const defaultOptions: BandwidthOptions = {
  protocol: 'TCP',
  direction: 'forward',
  streams: 1,
  seconds: 10,
  rateCap: undefined,
  port: 5201,
};

/** A bandwidth series of these rates in Gbit/s, one a second. */
export function bandwidthSeries(rates: readonly number[], ended: boolean): BandwidthSeries {
  const points = rates.map((rate, index) => ({
    at: noon + index * 1000,
    second: index + 1,
    bitsPerSecond: rate * 1e9,
    retransmits: 1,
  }));
  const average = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
  return {
    points,
    options: defaultOptions,
    phase: ended ? 'ended' : 'running',
    evidence: [],
    summary: ended
      ? {
          options: defaultOptions,
          receivedBitsPerSecond: average * 1e9,
          sentBitsPerSecond: average * 1e9,
          retransmits: rates.length,
          jitterMilliseconds: undefined,
          lostPercent: undefined,
          cpuLocalPercent: 71,
          cpuRemotePercent: 40,
          pathMtu: 1450,
          version: '3.16',
          complete: true,
          sentence: `${average.toFixed(2)} Gbit/s received in ${rates.length} s`,
        }
      : undefined,
  };
}
