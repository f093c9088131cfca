import type { CaptureBounds, CaptureSide } from '../../contracts/capture.ts';
import type { Instant } from '../../contracts/time.ts';
import type { SideView } from '../meaning/seen-packet.ts';
import type { PcapHeader } from '../pcap/records.ts';
import type { Gap, SidePlace } from './side.ts';

/** What a side is near, for its place on the way of a link. */
export type SidePosition = Pick<SideView, 'near' | 'point' | 'node'>;

/** One side as it goes: counted, and told to the screen and to the meaning. */
export class SideState {
  where: string;
  commandLine = '';
  way: CaptureSide['way'];
  state: CaptureSide['state'] = 'starting';
  note: string | undefined;
  packets = 0;
  bytes = 0;
  dropped: number | undefined;
  listeningFrom: Instant | undefined;
  endedAt: Instant | undefined;
  position: SidePosition;
  header: PcapHeader | undefined;
  readonly gaps: Gap[] = [];
  readonly #bounds: CaptureBounds;

  constructor(where: string, position: SidePosition, bounds: CaptureBounds) {
    this.where = where;
    this.position = position;
    this.#bounds = bounds;
  }

  /** Where it captures is known now. */
  placed({ where, way }: SidePlace, commandLine: string): void {
    this.where = where;
    this.way = way;
    this.commandLine = commandLine;
  }

  listening(at: Instant): void {
    this.listeningFrom ??= at;
    if (this.state === 'starting') this.state = 'running';
  }

  end(state: 'ended' | 'failed', note: string | undefined, at: Instant): void {
    this.state = state;
    this.note = note;
    this.endedAt = at;
  }

  wanted(): { readonly packets: number; readonly bytes: number } {
    return { packets: this.#bounds.packets - this.packets, bytes: this.#bounds.bytes - this.bytes };
  }

  get full(): boolean {
    return this.packets >= this.#bounds.packets || this.bytes >= this.#bounds.bytes;
  }

  shown(): CaptureSide {
    const { where, commandLine, way, state, note, packets, bytes, dropped, gaps } = this;
    const gap =
      gaps.length === 0 ? undefined : 'For a moment nothing was captured there, while tcpdump was started again.';
    const notes = [note, gap].filter((text) => text !== undefined).join(' ');
    return { where, commandLine, way, state, note: notes === '' ? undefined : notes, packets, bytes, dropped };
  }

  view(): SideView {
    const { where, state, note, listeningFrom, endedAt, dropped, gaps, position } = this;
    return { ...position, where, state, note, listeningFrom, endedAt, dropped, gaps: [...gaps] };
  }
}
