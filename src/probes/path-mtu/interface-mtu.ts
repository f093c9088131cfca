import type { OutputLine, UnparsedSample } from '../../contracts/tool.ts';
import { eachLine, parseLines } from '../../tools/line-parser.ts';
import { runWhereFound } from '../run/run-where-found.ts';
import type { ProbeSource } from '../run/source.ts';

interface MtuSample {
  readonly kind: 'mtu';
  readonly mtu: number;
}

/** MTU of the pod's interface as its kernel has it, or undefined where it cannot be read. */
export async function interfaceMtu(source: ProbeSource, signal: AbortSignal): Promise<number | undefined> {
  const outcome = await runWhereFound<MtuSample>(source, {
    argv: ['cat', '/sys/class/net/eth0/mtu'],
    program: 'cat',
    parse: parseMtu,
    deadline: 5000,
    signal,
  });
  return outcome?.samples.find((sample) => sample.kind === 'mtu')?.mtu;
}

function parseMtu(lines: AsyncIterable<OutputLine>): AsyncIterable<MtuSample | UnparsedSample> {
  return parseLines(
    eachLine<MtuSample>((line) => {
      const mtu = /^\s*(\d{3,5})\s*$/.exec(line.text)?.[1];
      return mtu === undefined ? undefined : { kind: 'mtu', mtu: Number(mtu) };
    }),
    lines,
  );
}
