import type { CapturePart, CaptureRequest, CaptureState, ShownPacket } from '../../contracts/capture.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration } from '../../contracts/time.ts';
import type { Clock } from '../../kube/clock.ts';
import { fullStop } from '../../text/words.ts';
import { decodePacket } from '../decode/decode-packet.ts';
import { type CaptureMeaning, meaningOfPackets } from '../meaning/say.ts';
import type { LinkEnds, SeenPacket } from '../meaning/seen-packet.ts';
import { type PcapHeader, recordTime } from '../pcap/records.ts';
import { packetText } from '../show/shown-text.ts';
import { CaptureFiles } from './capture-files.ts';
import { captureSide, type SidePlace } from './side.ts';
import { type SidePosition, SideState } from './side-state.ts';
import type { ArrivedRecord } from './tcpdump-run.ts';

/** The newest packets that are shown. */
const shownMost = 500;
/** So many of the newest are judged; what came before has had its time. */
const judgedMost = 10_000;
/** How often a capture is told at most. */
const tellEvery: Duration = 250;

/** One place of a request before it is known how it is reached. */
export interface PlannedSide {
  readonly where: string;
  readonly position: SidePosition;
  /** Finds the place; rejects with a PlumblineError where it is not reached. */
  open(signal: AbortSignal): Promise<SidePlace & { readonly commandLine: string }>;
  /** What goes on a device that others use too, and is none of the link's. */
  readonly wants?: (seen: SeenPacket) => boolean;
}

export interface CaptureRunParts {
  readonly request: CaptureRequest;
  readonly sides: readonly PlannedSide[];
  readonly ends: LinkEnds | undefined;
  readonly clock: Clock;
  readonly runtimeFolder: string;
  readonly vxlanPorts: readonly number[];
  readonly changed: (state: CaptureState) => void;
}

/** A capture while it runs and afterwards: its packets decoded, kept as files, and what they mean. */
export class CaptureRun {
  readonly #parts: CaptureRunParts;
  readonly #files: CaptureFiles;
  readonly #sides: readonly SideState[];
  readonly #stop = new AbortController();
  readonly #startedAt: number;
  readonly #ended: Promise<void>;
  #packets: SeenPacket[] = [];
  #forgotten = 0;
  #total = 0;
  #running = true;
  #cancelTell: (() => void) | undefined;
  #closed = false;
  #meaningTook = 0;

  private constructor(parts: CaptureRunParts, files: CaptureFiles) {
    this.#parts = parts;
    this.#files = files;
    this.#startedAt = parts.clock.now();
    this.#sides = parts.sides.map(({ where, position }) => new SideState(where, position, parts.request.bounds));
    this.#ended = this.#run();
  }

  /** Starts on every side at once; a side that fails is a state, the others go on. */
  static async start(parts: CaptureRunParts): Promise<CaptureRun> {
    return new CaptureRun(parts, await CaptureFiles.create(parts.sides.length, parts.runtimeFolder));
  }

  /** Tells how it is now. */
  tell(): void {
    this.#tellNow();
  }

  /** Resolves when every side has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  save(part: CapturePart, path: string): Promise<void> {
    return this.#files.save(part, path);
  }

  /** The next bytes of a part of the capture, and whether that was all there will be. */
  async read(part: CapturePart, offset: number): Promise<{ readonly bytes: Uint8Array; readonly ended: boolean }> {
    const running = this.#running;
    const bytes = await this.#files.read(part, offset);
    return { bytes, ended: bytes.length === 0 && !running };
  }

  async close(): Promise<void> {
    await this.stop();
    this.#closed = true;
    this.#cancelTell?.();
    this.#packets = [];
    await this.#files.close();
  }

  async #run(): Promise<void> {
    await Promise.all(this.#parts.sides.map((planned, side) => this.#runSide(planned, side)));
    this.#running = false;
    this.#tellNow();
  }

  async #runSide(planned: PlannedSide, side: number): Promise<void> {
    const state = this.#sides[side];
    if (state === undefined) return;
    const { clock, request } = this.#parts;
    const enough = new AbortController();
    try {
      const place = await planned.open(this.#stop.signal);
      state.placed(place, place.commandLine);
      this.#changed();
      const end = await captureSide(place, request, {
        clock,
        signal: this.#stop.signal,
        enough: enough.signal,
        sink: {
          listening: (at) => {
            state.listening(at);
            this.#changed();
          },
          records: (records, header) => {
            this.#take(side, planned, records, header);
            if (state.full) enough.abort();
            this.#changed();
          },
          gap: (gap) => state.gaps.push(gap),
          dropped: (count) => {
            state.dropped = (state.dropped ?? 0) + count;
          },
          wanted: () => state.wanted(),
        },
      });
      state.end(end.state, end.note, clock.now());
    } catch (error) {
      const stopped = this.#stop.signal.aborted;
      state.end(stopped ? 'ended' : 'failed', stopped ? undefined : whyNot(error), clock.now());
    }
    this.#changed();
  }

  #take(side: number, planned: PlannedSide, records: readonly ArrivedRecord[], header: PcapHeader): void {
    const state = this.#sides[side];
    if (state === undefined || !this.#files.header(side, header, state.where)) return;
    const { request, vxlanPorts } = this.#parts;
    for (const { record, arrived } of records) {
      if (state.full) return;
      const packet = decodePacket(header.linkType, record.data, { vxlanPorts });
      const seen: SeenPacket = {
        number: this.#total + 1,
        side,
        at: recordTime(record),
        arrived,
        length: record.length,
        packet,
      };
      if (planned.wants?.(seen) === false) continue;
      // Headers only means that: what a short packet has behind them is not kept either.
      const data = request.depth === 'headers' ? record.data.subarray(0, packet.headerBytes) : record.data;
      this.#files.record(side, { ...record, data });
      this.#total += 1;
      state.packets += 1;
      state.bytes += data.length + 16;
      this.#packets.push(seen);
    }
    if (this.#packets.length > judgedMost) {
      this.#forgotten += this.#packets.length - judgedMost;
      this.#packets = this.#packets.slice(-judgedMost);
    }
  }

  #changed(): void {
    // Judging many packets may take its time; it shall not take all of it.
    this.#cancelTell ??= this.#parts.clock.after(Math.max(tellEvery, this.#meaningTook * 10), () => this.#tellNow());
  }

  #tellNow(): void {
    this.#cancelTell?.();
    this.#cancelTell = undefined;
    if (this.#closed) return;
    this.#parts.changed(this.#state());
    // What was not seen elsewhere shows only after a while, whether or not anything more comes.
    if (this.#running) this.#cancelTell = this.#parts.clock.after(1000, () => this.#tellNow());
  }

  #state(): CaptureState {
    const { request, ends, clock } = this.#parts;
    const begun = performance.now();
    const meaning = meaningOfPackets({
      packets: this.#packets,
      sides: this.#sides.map((side) => side.view()),
      ends,
      filter: request.filter,
      now: clock.now(),
      running: this.#running,
      forgotten: this.#forgotten,
    });
    this.#meaningTook = performance.now() - begun;
    return {
      request,
      startedAt: this.#startedAt,
      state: this.#running ? 'running' : 'ended',
      sides: this.#sides.map((side) => side.shown()),
      packets: shownPackets(this.#packets, meaning),
      total: this.#total,
      sentence: meaning.sentence,
      lastSeen: meaning.lastSeen,
    };
  }
}

/** The newest packets, in the order in which they passed: by their clocks, as far as it is known how those differ. */
function shownPackets(packets: readonly SeenPacket[], { offsets, marks }: CaptureMeaning): readonly ShownPacket[] {
  const time = ({ at, side }: SeenPacket): number => at - (offsets[side] ?? 0);
  return packets
    .slice(-shownMost)
    .sort((one, other) => time(one) - time(other) || one.number - other.number)
    .map(({ number, at, side, length, packet }) => ({
      number,
      at,
      point: side,
      ...packetText(packet),
      mark: marks.get(number),
      length,
    }));
}

function whyNot(error: unknown): string {
  if (!(error instanceof PlumblineError)) return fullStop(error instanceof Error ? error.message : String(error));
  const { serverMessage, nextStep } = error.facts;
  return [error.message, serverMessage === undefined ? undefined : fullStop(serverMessage), nextStep]
    .filter((text) => text !== undefined)
    .join(' ');
}
