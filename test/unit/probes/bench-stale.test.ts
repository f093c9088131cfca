import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import type { LinkBench, LinkSnapshot } from '../../../src/contracts/probe.ts';
import type { RunLine, Runner } from '../../../src/contracts/runner.ts';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { makeLink } from '../../../src/link/link-id.ts';
import { createLinkBench } from '../../../src/probes/bench/create-link-bench.ts';
import { bandwidthSummary } from '../../../src/probes/bandwidth/summary.ts';
import { summariseIperf3 } from '../../../src/tools/iperf3/tool.ts';
import { outdated } from '../../../src/probes/bench/snapshot.ts';
import { fakeCluster, pod } from './fake-cluster.ts';

const nothingRun = summariseIperf3([]);
const web = pod('shop', 'web-1', 'uid-web');
const backend = pod('shop', 'backend-1', 'uid-1', '10.244.2.8');
const link = makeLink(web.endpoint, backend.endpoint);

/** iputils that answers a few packets, then waits to be stopped, and counts one more as lost when it ends. */
function pingRunner(): Runner {
  const head = ['PING 10.244.2.8 (10.244.2.8) 56(84) bytes of data.'];
  const replies = [1, 2, 3].map((sequence) => `64 bytes from 10.244.2.8: icmp_seq=${sequence} ttl=64 time=0.20 ms`);
  const end = ['--- 10.244.2.8 ping statistics ---', '4 packets transmitted, 3 received, 25% packet loss, time 3004ms'];
  return {
    place: { kind: 'container', text: 'container app in pod shop/web-1' },
    commandLine: (argv) => argv.join(' '),
    run(argv, { signal }) {
      const here = argv[0] === 'ping' || argv[0] === 'nc';
      const stopped = new Promise<void>((resolve) =>
        signal?.addEventListener('abort', () => resolve(), { once: true }),
      );
      async function* lines(): AsyncGenerator<RunLine> {
        for (const text of argv[0] === 'ping' ? [...head, ...replies] : []) yield { text, at: Date.now() };
        if (argv[0] !== 'ping') return;
        await stopped;
        for (const text of end) yield { text, at: Date.now() };
      }
      async function* silence(): AsyncGenerator<RunLine> {}
      const times = { startedAt: 0, duration: 5, truncated: false };
      const result =
        argv[0] === 'ping'
          ? stopped.then(() => ({ ...times, end: { kind: 'stopped' as const } }))
          : Promise.resolve({
              ...times,
              end: here
                ? { kind: 'exited' as const, code: 0 }
                : { kind: 'missing-program' as const, program: argv[0] ?? '', message: 'not found' },
            });
      return { stdout: lines(), stderr: silence(), result, stop: async () => {} };
    },
  };
}

function made() {
  const fake = fakeCluster(pingRunner(), [web, backend]);
  const bench = createLinkBench({
    cluster: fake.cluster,
    evidence: createEvidenceShelf(),
    recorder: { append: () => {} },
    config: configSchema.parse({ latency: { intervalSeconds: 1 } }),
  });
  bench.choose(link);
  return { fake, bench };
}

async function snapshotOf(bench: LinkBench, wanted: (snapshot: LinkSnapshot) => boolean): Promise<LinkSnapshot> {
  if (wanted(bench.getSnapshot())) return bench.getSnapshot();
  return await new Promise((resolve) => {
    const end = bench.subscribe(() => {
      if (!wanted(bench.getSnapshot())) return;
      end();
      resolve(bench.getSnapshot());
    });
  });
}

const points = ({ latency }: LinkSnapshot) => (latency.state === 'idle' ? [] : (latency.last?.points ?? []));

describe('what the link bench no longer knows', () => {
  it('a packet under way when a pod is replaced is no loss of the new pod', async () => {
    const { fake, bench } = made();
    bench.startLatency();
    await snapshotOf(bench, (now) => points(now).length === 3);
    fake.resolveTo({ ...pod('shop', 'backend-1', 'uid-2', '10.244.3.9') });
    const snapshot = await snapshotOf(bench, (now) => {
      const at = points(now).findIndex(({ mark }) => mark !== undefined);
      return at >= 0 && points(now).length >= at + 4;
    });
    await bench.close();
    expect(points(snapshot).filter((point) => point.mark === undefined && point.milliseconds === undefined)).toEqual(
      [],
    );
  });

  it('the answer of a connect to an old pod is not shown for the new one', async () => {
    const { fake, bench } = made();
    bench.startConnect();
    await snapshotOf(bench, ({ connect }) => connect.state === 'running' && connect.last !== undefined);
    await bench.stop();
    fake.resolveTo({ ...pod('shop', 'backend-1', 'uid-2', '10.244.3.9') });
    const snapshot = bench.getSnapshot();
    await bench.close();
    expect(snapshot.connect).toEqual({ state: 'idle' });
    expect(snapshot.measured.class).toBe('not-measured');
  });

  it('the rate that old pods had is told as theirs, once', () => {
    const options = {
      protocol: 'TCP',
      direction: 'forward',
      streams: 1,
      seconds: 1,
      rateCap: undefined,
      port: 5201,
    } as const;
    const summary = { ...bandwidthSummary(options, nothingRun), sentence: 'TCP 9.41 Gbit/s in 1 s' };
    const done = { state: 'done', last: { points: [], summary, options, phase: 'ended', evidence: [] } } as const;
    const state = outdated(outdated(done));
    expect(state.state === 'done' ? state.last.summary?.sentence : '').toBe(
      'TCP 9.41 Gbit/s in 1 s, before a pod of the link was replaced',
    );
  });

  it('a latency measurement that was started anew goes on as running', async () => {
    const { bench } = made();
    bench.startLatency();
    await snapshotOf(bench, (now) => points(now).length === 3);
    bench.startLatency({ interval: 500 });
    const snapshot = await snapshotOf(bench, (now) => points(now).length >= 6);
    await bench.close();
    expect(snapshot.latency.state).toBe('running');
  });

  it('a link that is chosen again begins with nothing of what ran before', async () => {
    const { bench } = made();
    bench.startLatency();
    await snapshotOf(bench, (now) => points(now).length === 3);
    bench.choose(undefined);
    bench.choose(link);
    bench.startLatency();
    const snapshot = await snapshotOf(bench, (now) => points(now).length >= 3);
    await bench.close();
    expect(snapshot.latency.state).toBe('running');
    expect(points(snapshot).map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  });
});
