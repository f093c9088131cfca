import type { Runner, RunLine, RunResult } from '../../contracts/runner.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { PcapReader, type PcapProblem } from '../pcap/read-pcap.ts';
import type { PcapHeader, PcapRecord } from '../pcap/records.ts';
import { readTcpdumpWord } from './tcpdump-words.ts';

/** A packet as it arrived here. */
export interface ArrivedRecord {
  readonly record: PcapRecord;
  /** When its last byte arrived, by our clock. */
  readonly arrived: Instant;
}

/** How one run of tcpdump ended. */
export interface TcpdumpEnd {
  readonly result: RunResult;
  readonly dropped: number | undefined;
  readonly troubles: readonly string[];
  readonly problem: PcapProblem | undefined;
}

/** What a run is given to as it goes. */
export interface TcpdumpSink {
  /** The packets can be had from now on. */
  listening(at: Instant): void;
  records(records: readonly ArrivedRecord[], header: PcapHeader): void;
}

export interface TcpdumpOrder {
  readonly runner: Runner;
  readonly argv: readonly string[];
  readonly deadline: Duration;
  /** Of the pcap, over which nothing more is read. */
  readonly outputCap: number;
  readonly sudo: boolean;
  readonly signal: AbortSignal;
}

/** Beside the pcap itself: what tcpdump says. */
const room = 65_536;

/** Runs tcpdump once and reads its pcap while it comes. Never rejects. */
export async function runTcpdump(order: TcpdumpOrder, sink: TcpdumpSink): Promise<TcpdumpEnd> {
  const { runner, argv, deadline, outputCap, sudo, signal } = order;
  const running = runner.run(argv, {
    deadline,
    bytes: true,
    outputCap: outputCap + room,
    signal,
    ...(sudo ? { sudo } : {}),
  });
  const reader = new PcapReader();
  const troubles: string[] = [];
  let dropped: number | undefined;
  const packets = async (): Promise<void> => {
    for await (const { text, at } of running.stdout) {
      const before = reader.header;
      const records = reader.push(Buffer.from(text, 'latin1'));
      if (reader.header === undefined) continue;
      if (before === undefined) sink.listening(at);
      if (records.length > 0)
        sink.records(
          records.map((record) => ({ record, arrived: at })),
          reader.header,
        );
    }
  };
  const words = async (lines: AsyncIterable<RunLine>): Promise<void> => {
    for await (const { text, at } of lines) {
      const word = readTcpdumpWord(text);
      if (word.kind === 'listening') sink.listening(at);
      if (word.kind === 'dropped') dropped = (dropped ?? 0) + word.count;
      if (word.kind === 'trouble' && troubles.length < 8) troubles.push(word.words);
    }
  };
  const [result] = await Promise.all([running.result, packets(), words(running.stderr)]);
  return { result, dropped, troubles, problem: reader.problem };
}
