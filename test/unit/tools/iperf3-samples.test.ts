import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientArgv, knowsBidirectional, knowsJsonStream, serverArgv } from '../../../src/tools/iperf3/argv.ts';
import { iperf3Client, iperf3Server } from '../../../src/tools/iperf3/tool.ts';
import { describeWithShared } from '../../support/needs.ts';
import { fixture, fixtures, parsed, samplesIn, summaryOf, unparsedOf } from './samples.ts';

function table(root: string): void {
  for (const sample of samplesIn(join(root, 'iperf3'))) {
    const fails = /refused|busy/.test(sample.name);
    it(`${sample.name} ${fails ? 'is an error and no rate' : 'gives a rate'}`, async () => {
      const isServer = sample.name.includes('server-log');
      const run = isServer ? await summaryOf(iperf3Server, sample) : await summaryOf(iperf3Client, sample);
      if (fails) {
        expect(run.error).toBeDefined();
        expect(run.received).toBeUndefined();
      } else {
        expect(run.received?.bitsPerSecond).toBeGreaterThan(1_000_000);
      }
      const unknown = isServer ? await unparsedOf(iperf3Server, sample) : await unparsedOf(iperf3Client, sample);
      expect(unknown).toEqual([]);
    });
  }
}

describe('iperf3, captured', () => table(fixtures));
describeWithShared('iperf3, all captures', 'samples', (root) => table(root));

const options = {
  address: '10.244.2.8',
  protocol: 'TCP',
  direction: 'forward',
  streams: 1,
  seconds: 10,
  rateCap: undefined,
  port: 5201,
  jsonStream: false,
} as const;

describe('iperf3', () => {
  it('JSON tells rate, retransmits, CPU and path MTU', async () => {
    const run = await summaryOf(iperf3Client, fixture('iperf3', '3.12-tcp-json.txt'));
    expect(run).toMatchObject({ version: '3.12', pathMtu: 1450, done: true, sent: { retransmits: 211 } });
    expect(run.cpuLocal).toBeCloseTo(90.39, 1);
  });

  it('a JSON stream gives intervals as they come', async () => {
    const samples = await parsed(iperf3Client, fixture('iperf3', '3.18-json-stream.txt').lines);
    expect(samples.filter(({ kind }) => kind === 'interval')).toHaveLength(3);
  });

  it('several streams are read as their sum', async () => {
    const run = await summaryOf(iperf3Client, fixture('iperf3', '3.12-reverse-P2-text.txt'));
    expect(run).toMatchObject({ sent: { bitsPerSecond: 14.1e9, retransmits: 1114 }, received: { stream: 'sum' } });
  });

  it('both directions at once are two sums, the client’s own and the way back', async () => {
    const run = await summaryOf(iperf3Client, fixture('iperf3', '3.18-bidir-json.txt'));
    expect(run).toMatchObject({
      sent: { retransmits: 276 },
      received: { role: 'TX-C', bitsPerSecond: expect.closeTo(8.468e9, -7) },
      back: { sent: { retransmits: 0 }, received: { role: 'RX-C', bitsPerSecond: expect.closeTo(8.5e9, -7) } },
    });
  });

  it('several streams both ways are kept apart by direction', async () => {
    const run = await summaryOf(iperf3Client, fixture('iperf3', '3.12-bidir-P4-json.txt'));
    expect([run.perStream.length, run.back?.perStream.length]).toEqual([4, 4]);
  });

  it('sixteen streams come to their sum', async () => {
    const run = await summaryOf(iperf3Client, fixture('iperf3', '3.12-P16-json.txt'));
    expect(run.perStream).toHaveLength(16);
    const sum = run.perStream.reduce((total, rate) => total + rate, 0);
    expect(sum / (run.received?.bitsPerSecond ?? 0)).toBeCloseTo(1, 2);
  });

  it('UDP both ways tells the loss and jitter of either receiver', async () => {
    const run = await summaryOf(iperf3Client, fixture('iperf3', '3.12-bidir-udp-json.txt'));
    expect(run.received).toMatchObject({ lostPercent: 0, jitterMilliseconds: expect.closeTo(0.0358, 3) });
    expect(run.back?.received).toMatchObject({ lostPercent: 0, jitterMilliseconds: expect.closeTo(0.0272, 3) });
  });

  it('a server’s text names both directions in its own words', async () => {
    const run = await summaryOf(iperf3Server, fixture('iperf3', '3.12-bidir-P4-server-log.txt'));
    expect(run).toMatchObject({ received: { stream: 'sum', role: 'RX-S' }, back: { sent: { role: 'TX-S' } } });
  });

  it('UDP text tells jitter and loss of the receiver', async () => {
    const run = await summaryOf(iperf3Client, fixture('iperf3', '3.12-udp-text.txt'));
    expect(run.received).toMatchObject({ jitterMilliseconds: 0.012, lostPackets: 0, packets: 8938, lostPercent: 0 });
  });

  it('an error beside JSON without one is found, as 3.9 prints it', async () => {
    const run = await summaryOf(iperf3Client, fixture('iperf3', '3.9-refused-json.txt'));
    expect(run).toMatchObject({ error: 'unable to send control message: Bad file descriptor', done: false });
  });

  it('an error inside JSON with exit 0 is an error', async () => {
    const sample = fixture('iperf3', '3.12-refused-json.txt');
    expect(sample.exitCode).toBe(0);
    expect((await summaryOf(iperf3Client, sample)).error).toContain('Connection refused');
  });

  it('the server says when it listens', async () => {
    const samples = await parsed(iperf3Server, fixture('iperf3', '3.9-server-log.txt').lines);
    expect(samples.find(({ kind }) => kind === 'listening')).toEqual({ kind: 'listening', port: 5201 });
  });

  it('UDP of 3.9 tells the rate that was sent: what was lost of it did not arrive', async () => {
    const lines = fixture('iperf3', '3.9-udp-json.txt').lines.map((line) =>
      line.replace(/("lost_percent":\s*)0/, '$140'),
    );
    const run = await summaryOf(iperf3Client, { name: '3.9', lines, exitCode: 0 });
    expect(run.received?.bitsPerSecond).toBeCloseTo(0.6 * (run.sent?.bitsPerSecond ?? 0), 0);
    expect(run.received?.lostPercent).toBe(40);
  });

  it('JSON that was cut off in the middle is unparsed, not a guess', async () => {
    const lines = fixture('iperf3', '3.12-tcp-json.txt').lines.slice(0, 60);
    expect(await parsed(iperf3Client, lines)).toMatchObject([{ kind: 'unparsed' }]);
  });

  it('a rate cap is divided among the streams, and UDP without one is not left at 1 Mbit/s', () => {
    expect(clientArgv({ ...options, streams: 4, rateCap: 100_000_000 })).toEqual(
      expect.arrayContaining(['-P', '4', '-b', '25000000']),
    );
    expect(clientArgv({ ...options, protocol: 'UDP' }).join(' ')).toContain('-u -b 0');
    expect(clientArgv({ ...options, direction: 'reverse', jsonStream: true })).toEqual(
      expect.arrayContaining(['-R', '--json-stream']),
    );
  });

  it('the server serves one test', () => {
    expect(serverArgv(5201)).toContain('-1');
  });

  it('both directions at once since 3.7; a version that is not told is tried', () => {
    expect(['3.1.3', '3.6', '3.7', '3.12', undefined].map(knowsBidirectional)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(clientArgv({ ...options, direction: 'both' })).toContain('--bidir');
  });

  it('JSON streams since 3.17', () => {
    expect([
      knowsJsonStream('3.9'),
      knowsJsonStream('3.16'),
      knowsJsonStream('3.17'),
      knowsJsonStream('3.18'),
      knowsJsonStream(undefined),
    ]).toEqual([false, false, true, true, false]);
  });
});
