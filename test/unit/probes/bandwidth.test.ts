import { describe, expect, it } from 'vitest';
import type { BandwidthOptions, BandwidthPoint } from '../../../src/contracts/probe.ts';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { measureBandwidth } from '../../../src/probes/bandwidth/bandwidth.ts';
import { notMeasured } from '../../../src/probes/bandwidth/not-measured.ts';
import { arrivedUntil } from '../../../src/probes/bandwidth/stall.ts';
import { bitRateText } from '../../../src/text/bit-rate.ts';
import { bandwidthSummary } from '../../../src/probes/bandwidth/summary.ts';
import { probeConnect } from '../../../src/probes/connect/connect.ts';
import { probeSource } from '../../../src/probes/run/source.ts';
import type { Iperf3Run } from '../../../src/tools/iperf3/tool.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { fixture } from '../tools/samples.ts';
import { freePort, localSource, never, silentServer } from './local.ts';
import { type Script, scriptedRunner } from './scripted-runner.ts';

async function options(change: Partial<BandwidthOptions> = {}): Promise<BandwidthOptions> {
  return {
    protocol: 'TCP',
    direction: 'forward',
    streams: 1,
    seconds: 1,
    rateCap: 20_000_000,
    port: await freePort(),
    ...change,
  };
}

describeWithPrograms('bandwidth by the real iperf3', ['iperf3', 'timeout', 'nc'], () => {
  const kinds: readonly (readonly [string, Partial<BandwidthOptions>])[] = [
    ['TCP', {}],
    ['TCP in reverse', { direction: 'reverse' }],
    ['TCP with three streams', { streams: 3 }],
    ['UDP', { protocol: 'UDP' }],
    ['UDP in reverse', { protocol: 'UDP', direction: 'reverse' }],
    ['TCP with sixteen streams', { streams: 16 }],
    ['TCP in both directions', { direction: 'both' }],
    ['TCP in both directions with four streams', { direction: 'both', streams: 4 }],
    ['UDP in both directions', { direction: 'both', protocol: 'UDP' }],
  ];
  for (const [title, change] of kinds) {
    it(`measures ${title} and shows at least one interval`, async () => {
      const wanted = await options(change);
      const probe = await measureBandwidth(localSource(), localSource(), '127.0.0.1', wanted, never);
      expect(probe.summary).toMatchObject({ complete: true, options: wanted });
      expect(probe.summary.receivedBitsPerSecond).toBeGreaterThan(1_000_000);
      expect(probe.points.length).toBeGreaterThan(0);
      const both = wanted.direction === 'both';
      expect(probe.points.every(({ back }) => (back !== undefined) === both)).toBe(true);
      expect((probe.summary.back?.receivedBitsPerSecond ?? 0) > 1_000_000).toBe(both);
      expect(probe.summary.perStream?.length).toBe(wanted.streams === 1 ? undefined : wanted.streams);
    });
  }

  it('shows both directions while the test runs', async () => {
    const seen: BandwidthPoint[] = [];
    const wanted = await options({ direction: 'both', seconds: 2 });
    await measureBandwidth(localSource(), localSource(), '127.0.0.1', wanted, never, {
      onPoint: (point) => seen.push(point),
    });
    expect(seen.map(({ back }) => (back?.bitsPerSecond ?? 0) > 0)).toEqual([true, true]);
  });

  it('leaves no server behind when it is stopped', async () => {
    const wanted = await options({ seconds: 30 });
    const stopping = new AbortController();
    const probe = await measureBandwidth(localSource(), localSource(), '127.0.0.1', wanted, stopping.signal, {
      onPoint: () => stopping.abort(),
    });
    expect(probe.summary.complete).toBe(false);
    const { result } = await probeConnect(localSource(), '127.0.0.1', wanted.port, { signal: never });
    expect(result.class).toBe('refused');
  });

  it('leaves no server behind when the client fails', async () => {
    const wanted = await options();
    const client = probeSource(
      [
        scriptedRunner((argv) =>
          argv.includes('--version') ? { stdout: ['iperf 3.12 (cJSON 1.7.15)'] } : { end: { kind: 'exited', code: 1 } },
        ),
      ],
      createEvidenceShelf(),
    );
    const probe = await measureBandwidth(client, localSource(), '127.0.0.1', wanted, never);
    expect(probe.summary.receivedBitsPerSecond).toBeUndefined();
    const { result } = await probeConnect(localSource(), '127.0.0.1', wanted.port, { signal: never });
    expect(result.class).toBe('refused');
  });

  it('says that the port is in use in the destination', async () => {
    const server = await silentServer();
    const probe = await measureBandwidth(
      localSource(),
      localSource(),
      '127.0.0.1',
      await options({ port: server.port }),
      never,
    );
    await server.close();
    expect(probe.summary.sentence).toBe(
      `not measured: port ${server.port} is in use in the destination; choose another`,
    );
  });
});

describe('bandwidth that cannot be measured', () => {
  const listening: Script = { stdout: ['Server listening on 5201 (test #1)'] };

  async function withClient(
    client: Script,
    serverVersion = 'iperf 3.12',
  ): Promise<Awaited<ReturnType<typeof measureBandwidth>>> {
    const version = (argv: readonly string[], script: Script): Script =>
      argv.includes('--version') ? { stdout: [serverVersion] } : script;
    const from = probeSource([scriptedRunner((argv) => version(argv, client))], createEvidenceShelf());
    const to = probeSource([scriptedRunner((argv) => version(argv, listening))], createEvidenceShelf());
    return await measureBandwidth(from, to, '10.244.2.8', await options({ port: 5201 }), never);
  }

  it('through a blocked port says so, and is never 0', async () => {
    const probe = await withClient({
      stdout: ['{', '"start": {},', '"error": "unable to connect to server: Connection timed out"', '}'],
    });
    expect(probe.summary).toMatchObject({
      receivedBitsPerSecond: undefined,
      sentence: 'not measured: TCP 5201 timed out',
    });
  });

  it('because the server is busy says so', async () => {
    const probe = await withClient({
      stderr: fixture('iperf3', '3.12-server-busy-text.txt').lines,
      end: { kind: 'exited', code: 1 },
    });
    expect(probe.summary.sentence).toBe('not measured: the iperf3 server on port 5201 is busy with another test');
  });

  it('because iperf3 is missing names the end that lacks it', async () => {
    const lacking = probeSource([scriptedRunner(() => undefined)], createEvidenceShelf());
    const probe = await measureBandwidth(lacking, lacking, '10.244.2.8', await options(), never);
    expect(probe).toMatchObject({
      tested: false,
      summary: { sentence: 'not measured: there is no iperf3 in container app in pod shop/web-1 (source)' },
    });
  });

  it('in both directions by an iperf3 that is too old, and says what can be done instead', async () => {
    const old = (): Script => ({ stdout: ['iperf 3.6 (cJSON 1.5.2)'] });
    const source = probeSource([scriptedRunner(old)], createEvidenceShelf());
    const probe = await measureBandwidth(source, source, '10.244.2.8', await options({ direction: 'both' }), never);
    expect(probe).toMatchObject({
      tested: false,
      summary: {
        sentence:
          'not measured: iperf3 3.6 in the source knows no --bidir (3.7 and later do): measure forward, then reverse',
      },
    });
  });

  it('by 3.9, whose words are the same for both, is told by the time it took', async () => {
    const wanted = await options({ port: 5201 });
    const words = 'unable to send control message: Bad file descriptor';
    expect(notMeasured(words, wanted, 20)).toBe('not measured: TCP 5201 was refused');
    expect(notMeasured(words, wanted, 3010)).toBe('not measured: TCP 5201 timed out');
  });

  it('shows the live numbers of a JSON stream', async () => {
    const probe = await withClient({ stdout: fixture('iperf3', '3.18-json-stream.txt').lines }, 'iperf 3.18');
    expect(probe.points).toHaveLength(3);
    expect(probe.summary).toMatchObject({ complete: true, retransmits: 335, pathMtu: 1450, version: '3.18' });
  });
});

describe('a bit rate', () => {
  it('is written with three digits in powers of ten', () => {
    expect([bitRateText(9.41e9), bitRateText(100e6), bitRateText(999.9e6), bitRateText(640)]).toEqual([
      '9.41 Gbit/s',
      '100 Mbit/s',
      '1 Gbit/s',
      '640 bit/s',
    ]);
  });
});

describe('a test in both directions', () => {
  const total = (bitsPerSecond: number): Iperf3Run['received'] => ({
    kind: 'total',
    side: 'receiver',
    seconds: 10,
    bitsPerSecond,
    retransmits: undefined,
    jitterMilliseconds: undefined,
    lostPackets: undefined,
    packets: undefined,
    lostPercent: undefined,
    stream: 'sum',
    role: undefined,
  });
  const ran = (there: number, back: number, perStream: readonly number[] = []): Iperf3Run => ({
    sent: undefined,
    received: total(there),
    perStream,
    back: { sent: undefined, received: total(back), perStream: [] },
    cpuLocal: undefined,
    cpuRemote: undefined,
    pathMtu: undefined,
    version: '3.12',
    error: undefined,
    done: true,
  });
  const sentence = async (run: Iperf3Run, streams = 1): Promise<string> =>
    bandwidthSummary(await options({ direction: 'both', seconds: 10, streams }), run).sentence;

  it('tells either rate', async () => {
    expect(await sentence(ran(7.2e9, 6.7e9))).toBe('TCP 7.2 Gbit/s there and 6.7 Gbit/s back in 10 s, both at once');
  });

  it('says it aloud when one way carries nothing', async () => {
    expect(await sentence(ran(7.2e9, 0))).toBe('TCP 7.2 Gbit/s there and NOTHING back in 10 s, both at once');
  });

  it('names streams that carried nothing beside others that did', async () => {
    expect(await sentence(ran(7.2e9, 6.7e9, [4e9, 0, 3.2e9]), 3)).toBe(
      'TCP 7.2 Gbit/s there and 6.7 Gbit/s back in 10 s, 3 streams each way, both at once; 1 of 3 streams carried nothing',
    );
  });
});

describe('a test that does not run to its end', () => {
  const cut: Iperf3Run = {
    sent: undefined,
    // iperf3 spreads what arrived over the silence after it.
    received: {
      kind: 'total',
      side: 'receiver',
      seconds: 18,
      bitsPerSecond: 1e9,
      retransmits: undefined,
      jitterMilliseconds: undefined,
      lostPackets: undefined,
      packets: undefined,
      lostPercent: undefined,
      stream: 'sum',
      role: undefined,
    },
    perStream: [],
    back: undefined,
    cpuLocal: 20,
    cpuRemote: 0,
    pathMtu: 1450,
    version: '3.12',
    error: 'interrupt - the client has terminated',
    done: true,
  };
  const points = (...rates: number[]): BandwidthPoint[] =>
    rates.map((bitsPerSecond, index) => ({ at: index * 1000, second: index + 1, bitsPerSecond }));

  async function summaryOf(rates: readonly number[], more: Partial<BandwidthOptions> = {}) {
    return bandwidthSummary(await options({ seconds: 10, ...more }), cut, {
      milliseconds: 20_000,
      points: points(...rates),
    });
  }

  it('says since when nothing arrives, and the rate until then', async () => {
    expect(await summaryOf([9e9, 9e9, 3e9, 0, 0, 0])).toMatchObject({
      stalledAfter: 3,
      receivedBitsPerSecond: 7e9,
      complete: false,
      sentence: 'TCP stalled: nothing arrived after 3 s; 7 Gbit/s until then',
    });
  });

  it('says how long it ran when it was stopped while data moved', async () => {
    const summary = await summaryOf([8e9, 6e9], { direction: 'reverse', streams: 4 });
    expect(summary.sentence).toBe('TCP 7 Gbit/s in 2 s of 10 s, 4 streams, reverse: ended before its time');
    expect(summary.stalledAfter).toBeUndefined();
  });

  it('does not know the load of the other end, nor the loss of what it never counted', async () => {
    const summary = await summaryOf([1e7, 0], { protocol: 'UDP' });
    expect([summary.cpuRemotePercent, summary.lostPercent]).toEqual([undefined, undefined]);
    expect(summary.sentence).toBe('UDP stalled: nothing arrived after 1 s; 10 Mbit/s until then');
  });

  it('in both directions says which of them stalled', async () => {
    const summary = bandwidthSummary(await options({ seconds: 10, direction: 'both' }), cut, {
      points: points(5e9, 5e9, 5e9).map((point, index) => ({
        ...point,
        back: { bitsPerSecond: index === 0 ? 4e9 : 0 },
      })),
    });
    expect(summary).toMatchObject({
      stalledAfter: 1,
      sentence:
        'TCP stalled back: nothing arrived after 1 s; 5 Gbit/s there and 4 Gbit/s back until then, both at once',
    });
  });

  it('is not measured when nothing ever arrived', () => {
    expect(arrivedUntil(points(0, 0, 0))).toBeUndefined();
  });
});
