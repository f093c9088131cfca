import { describe, expect, it } from 'vitest';
import { bandwidthReport } from '../../../src/commands/probe/reports.ts';
import type { BandwidthOptions } from '../../../src/contracts/probe.ts';
import { bandwidthSummary } from '../../../src/probes/bandwidth/summary.ts';
import type { Iperf3Run } from '../../../src/tools/iperf3/tool.ts';
import { iperf3Client } from '../../../src/tools/iperf3/tool.ts';
import { fixture, summaryOf } from '../tools/samples.ts';

const options: BandwidthOptions = {
  protocol: 'TCP',
  direction: 'both',
  streams: 4,
  seconds: 2,
  rateCap: 80_000_000,
  port: 5201,
};

async function report(change: (run: Iperf3Run) => Iperf3Run = (run) => run) {
  const run = change(await summaryOf(iperf3Client, fixture('iperf3', '3.12-bidir-P4-json.txt')));
  return bandwidthReport({ summary: bandwidthSummary(options, run), points: [], evidence: [], tested: true });
}

describe('the answer of a test in both directions', () => {
  it('is measured when either way carried something', async () => {
    expect(await report()).toMatchObject({
      class: 'measured',
      exitCode: 0,
      sentence: 'TCP 81.8 Mbit/s there and 81.8 Mbit/s back in 2 s, 4 streams each way, both at once',
      details: [
        expect.stringContaining('streams from 20.4 Mbit/s to 20.4 Mbit/s'),
        expect.stringMatching(/^back: retransmits 0 {2}streams from/),
      ],
    });
  });

  it('is one-way, and does not work, when nothing came back', async () => {
    const { back: _, ...ahead } = await summaryOf(iperf3Client, fixture('iperf3', '3.12-bidir-P4-json.txt'));
    expect(await report(() => ({ ...ahead, back: undefined }))).toMatchObject({
      class: 'one-way',
      exitCode: 1,
      sentence: expect.stringContaining('there and NOTHING back'),
    });
  });
});
