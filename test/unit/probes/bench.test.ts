import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import type { Json } from '../../../src/contracts/json.ts';
import type { LinkBench, LinkSnapshot } from '../../../src/contracts/probe.ts';
import type { Runner } from '../../../src/contracts/runner.ts';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { makeLink } from '../../../src/link/link-id.ts';
import { createLinkBench } from '../../../src/probes/bench/create-link-bench.ts';
import { localRunner } from '../../../src/reach/local-runner.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { type FakeCluster, fakeCluster, gone, pod } from './fake-cluster.ts';
import { freePort, silentServer } from './local.ts';
import { scriptedRunner } from './scripted-runner.ts';

const web = pod('shop', 'web-1', 'uid-web');

interface Bench {
  readonly bench: LinkBench;
  readonly fake: FakeCluster;
  readonly recorded: { readonly type: string; readonly data: Json }[];
}

function benchOn(runner: Runner, port: number): Bench {
  const fake = fakeCluster(runner, [web, pod('shop', 'backend-1', 'uid-1', '127.0.0.1', port)]);
  const recorded: { readonly type: string; readonly data: Json }[] = [];
  const bench = createLinkBench({
    cluster: fake.cluster,
    evidence: createEvidenceShelf(),
    recorder: { append: (type, data) => recorded.push({ type, data }) },
    config: configSchema.parse({ latency: { intervalSeconds: 0.2 } }),
  });
  bench.choose(makeLink(web.endpoint, { kind: 'pod', namespace: 'shop', name: 'backend-1' }));
  return { bench, fake, recorded };
}

/** Waits for a snapshot that satisfies `wanted`; the test's own time limit is the bound. */
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

function points(snapshot: LinkSnapshot) {
  return snapshot.latency.state === 'idle' ? [] : (snapshot.latency.last?.points ?? []);
}

describeWithPrograms('the link bench on real programs', ['nc', 'ping', 'iperf3', 'timeout'], () => {
  let server: Awaited<ReturnType<typeof silentServer>>;
  let made: Bench;
  beforeEach(async () => {
    server = await silentServer();
    made = benchOn(localRunner(), server.port);
  });
  afterEach(async () => {
    await made.bench.close();
    await server.close();
  });

  it('measures a healthy link, and the snapshot changes only by being replaced', async () => {
    const before = made.bench.getSnapshot();
    made.bench.startConnect();
    made.bench.startLatency();
    const snapshot = await snapshotOf(made.bench, (now) => now.measured.class === 'healthy' && points(now).length >= 3);
    expect(before.measured.class).toBe('not-measured');
    expect(snapshot.measured.sentence).toContain(`TCP ${server.port} open`);
    expect(made.bench.running()).toEqual(['connect', 'latency']);
  });

  it('marks the replacement of the destination pod on the series and goes on', async () => {
    made.bench.startLatency();
    await snapshotOf(made.bench, (now) => points(now).length >= 2);
    made.fake.resolveTo({ ...pod('shop', 'backend-1', 'uid-2', '127.0.0.2', server.port) });
    const snapshot = await snapshotOf(made.bench, (now) => {
      const at = points(now).findIndex(({ mark }) => mark !== undefined);
      return at >= 0 && points(now).length > at + 2;
    });
    expect(points(snapshot).find(({ mark }) => mark !== undefined)?.mark).toBe('now pod backend-1');
  });

  it('says that the source cannot be used when its pod is deleted in the middle', async () => {
    made.bench.startLatency();
    await snapshotOf(made.bench, (now) => points(now).length >= 2);
    made.fake.resolveTo(gone(web, 'pod shop/web-1 was deleted'));
    const snapshot = await snapshotOf(made.bench, (now) => now.measured.class === 'source-unusable');
    expect(snapshot.measured.sentence).toBe('SOURCE UNUSABLE pod shop/web-1 was deleted');
  });

  it('ends what runs on stop, keeps what was measured, and has recorded it', async () => {
    made.bench.startConnect();
    await snapshotOf(made.bench, (now) => now.connect.state === 'running' && now.connect.last !== undefined);
    await made.bench.stop();
    expect(made.bench.running()).toEqual([]);
    expect(made.bench.getSnapshot().connect.state).toBe('done');
    expect(made.recorded).toContainEqual({
      type: 'probe/summary',
      data: expect.objectContaining({ probe: 'connect', sentence: `TCP 127.0.0.1:${server.port} is open` }),
    });
  });

  it('forgets the numbers of a link when another is chosen', async () => {
    made.bench.startConnect();
    await snapshotOf(made.bench, (now) => now.connect.state === 'running' && now.connect.last !== undefined);
    made.bench.choose(undefined);
    expect(made.bench.getSnapshot()).toMatchObject({ link: undefined, connect: { state: 'idle' } });
  });

  it('runs a bandwidth test to its end', async () => {
    const port = await freePort();
    made.bench.startBandwidth({
      protocol: 'TCP',
      direction: 'forward',
      streams: 1,
      seconds: 1,
      rateCap: 20_000_000,
      port,
    });
    const snapshot = await snapshotOf(made.bench, ({ bandwidth }) => bandwidth.state === 'done');
    const series = snapshot.bandwidth.state === 'done' ? snapshot.bandwidth.last : undefined;
    expect(series).toMatchObject({ phase: 'ended', summary: { complete: true } });
  });
});

describe('the link bench', () => {
  it('tells that a pod is gone when the exec says so before the watch does', async () => {
    const runner = scriptedRunner(() => ({
      end: { kind: 'failed', error: { message: 'pods "web-1" not found', errorKind: 'not-found' } },
    }));
    const { bench } = benchOn(runner, 80);
    bench.startConnect();
    const snapshot = await snapshotOf(bench, (now) => now.measured.class === 'source-unusable');
    await bench.close();
    expect(snapshot.measured.sentence).toContain('pods "web-1" not found');
  });

  it('says what is missing in a container without any program', async () => {
    const { bench } = benchOn(
      scriptedRunner(() => undefined),
      80,
    );
    bench.startConnect();
    bench.startLatency();
    const snapshot = await snapshotOf(
      bench,
      ({ latency, measured }) => latency.state === 'failed' && measured.class === 'unclear',
    );
    await bench.close();
    expect(snapshot.measured.sentence).toContain('there is no nc, bash, curl, telnet or wget');
    expect(snapshot.latency).toMatchObject({ sentence: expect.stringContaining('there is no ping') });
  });

  it('asks for a name of every cluster when the destination has none, and does not judge the link by the answer', async () => {
    const asked: string[] = [];
    const { bench } = benchOn(
      scriptedRunner((argv) => {
        if (argv[0] === 'nslookup' || argv[0] === 'dig' || argv[0] === 'getent') asked.push(argv.join(' '));
        return undefined;
      }),
      80,
    );
    bench.startDns();
    const snapshot = await snapshotOf(bench, ({ dns }) => dns.state === 'done' || dns.state === 'failed');
    await bench.close();
    expect(asked.join('\n')).toContain('kubernetes.default.svc.cluster.local');
    expect(snapshot.measured.class).not.toBe('dns-failing');
  });

  it('does nothing, and throws nothing, while no link is chosen', async () => {
    const { bench } = benchOn(
      scriptedRunner(() => undefined),
      80,
    );
    bench.choose(undefined);
    bench.startConnect();
    bench.startLatency();
    bench.startDns();
    await bench.stop();
    expect(bench.running()).toEqual([]);
    await bench.close();
  });
});
