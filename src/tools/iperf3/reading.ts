import { bitRateText } from '../../text/bit-rate.ts';
import type { Reader } from '../reading/reading.ts';
import { readerOf } from '../reading/of-tool.ts';
import { type Iperf3Run, iperf3Client, iperf3Server, type Iperf3Way } from './tool.ts';

const named = { tool: 'iperf3', about: 'iperf3 client or server, text and JSON', sentence };

const ofJson = readerOf(iperf3Client, named);
const ofText = readerOf(iperf3Server, named);

/** Reads saved iperf3 output; JSON is told by its first character. */
export const iperf3Reader: Reader = {
  ...named,
  read: (output) => {
    const first = output.lines.find((line) => line.trim() !== '') ?? '';
    return (first.trimStart().startsWith('{') ? ofJson : ofText).read(output);
  },
};

function sentence(run: Iperf3Run): string {
  const ahead = way(run);
  const error = run.error?.trim();
  // A server that is stopped says so as an error, after the results of its clients.
  if (ahead === undefined)
    return error === undefined ? 'The output has no result at its end.' : `iperf3 failed: ${error}.`;
  const back = run.back && way(run.back);
  return `${ahead}${back === undefined ? '' : `; the other way ${back}`}${error === undefined ? '' : `; at the end: ${error}`}.`;
}

function way({ sent, received }: Iperf3Way): string | undefined {
  const row = received ?? sent;
  if (row === undefined) return undefined;
  const who = received === undefined ? 'sent' : 'received';
  const retransmits = sent?.retransmits === undefined ? '' : `, ${sent.retransmits} retransmits`;
  const lost = row.lostPercent === undefined ? '' : `, ${Number(row.lostPercent.toFixed(2))} % lost`;
  return `${bitRateText(row.bitsPerSecond)} ${who} over ${Number(row.seconds.toFixed(1))} s${retransmits}${lost}`;
}
