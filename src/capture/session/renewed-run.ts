import type { Instant } from '../../contracts/time.ts';
import type { PcapHeader } from '../pcap/records.ts';
import { recordTime } from '../pcap/records.ts';
import { type ArrivedRecord, runTcpdump, type TcpdumpEnd, type TcpdumpOrder, type TcpdumpSink } from './tcpdump-run.ts';

/**
 * One of the runs that a long capture is made of. It begins while the one before still goes on, and keeps what it takes
 * until that has ended: so no packet passes between them, and none is told twice.
 */
export class RenewedRun {
  readonly ended: Promise<TcpdumpEnd>;
  /** When its packets could first be had, by our clock. */
  listeningAt: Instant | undefined;
  /** When its newest packet passed, by the capturing machine's clock. */
  lastTime = Number.NEGATIVE_INFINITY;
  readonly #sink: TcpdumpSink;
  #held: { readonly records: readonly ArrivedRecord[]; readonly header: PcapHeader }[] | undefined = [];
  #after = Number.NEGATIVE_INFINITY;

  constructor(order: TcpdumpOrder, sink: TcpdumpSink) {
    this.#sink = sink;
    this.ended = runTcpdump(order, {
      listening: (at) => {
        this.listeningAt ??= at;
        sink.listening(at);
      },
      records: (records, header) => {
        if (this.#held === undefined) this.#tell(records, header);
        else this.#held.push({ records, header });
      },
    });
  }

  /** From now on it tells what it takes; what is not newer than `after` was told by the run before. */
  take(after: number): void {
    this.#after = after;
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { records, header } of held) this.#tell(records, header);
  }

  #tell(records: readonly ArrivedRecord[], header: PcapHeader): void {
    const fresh = records.filter(({ record }) => recordTime(record) > this.#after);
    const last = records.at(-1);
    if (last !== undefined) this.lastTime = Math.max(this.lastTime, recordTime(last.record));
    if (fresh.length > 0) this.#sink.records(fresh, header);
  }
}
