import type { LatencyMethod, LatencyPoint, LatencySeries } from '../../contracts/probe.ts';
import type { EvidenceId } from '../../contracts/evidence.ts';
import type { Place } from '../../contracts/runner.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { describeEndpoint } from '../../link/describe.ts';
import { placeSuffix } from '../../reach/ladder/rungs.ts';
import { measureLatency } from '../latency/latency.ts';
import type { LatencyEnd } from '../latency/types.ts';
import { pause } from '../run/pause.ts';
import { withoutLosses, withPoint } from '../series/latency-points.ts';
import { latencySentence, latencySummary } from '../series/latency-summary.ts';
import type { Board } from './board.ts';
import { pingAddress, pingRemark } from './connect-loops.ts';
import { targetAddress, targetPort } from './ends.ts';
import type { Ends } from './followed-ends.ts';
import { failed, progressed } from './snapshot.ts';

/** Runs of evidence that a series keeps; each is up to 45 s. */
const evidenceKept = 50;
/** Wait before a measurement that broke off is taken up again. */
const retryAfter: Duration = 3000;

/** The latency series of one link: goes on over runs, restarts and replaced pods, until it is reset. */
export class LatencyLoop {
  readonly #board: Board;
  readonly #now: () => Instant;
  #points: readonly LatencyPoint[] = [];
  #evidence: readonly EvidenceId[] = [];
  #method: LatencyMethod = 'icmp';
  #remark: string | undefined;
  #duplicates = 0;
  #place: Place | undefined;
  #interval: Duration;

  constructor(board: Board, interval: Duration, now: () => Instant) {
    this.#board = board;
    this.#interval = interval;
    this.#now = now;
  }

  reset(): void {
    this.#points = this.#points.length === 0 ? [] : [{ ...this.#markPoint('reset') }];
    this.#duplicates = 0;
    this.#show();
  }

  /** A place on the chart where something changed: 'now pod backend-x'. */
  mark(text: string): void {
    if (this.#points.length === 0) return;
    this.#points = withPoint(this.#points, this.#markPoint(text));
    this.#show();
  }

  setInterval(interval: Duration): void {
    this.#interval = interval;
  }

  /** Measures from these ends until the signal fires or the count is reached; true when there is nothing more to do. */
  async run(ends: Ends, count: number | undefined, signal: AbortSignal): Promise<boolean> {
    const address = pingAddress(ends);
    if (address === undefined || ends.from === undefined) {
      const name = describeEndpoint(ends.destination.endpoint);
      this.#fail(ends.destination.problem ?? `${name} has no address that could answer`, undefined);
      await pause(retryAfter, signal);
      return false;
    }
    const port = this.#board.link.protocol === 'TCP' ? targetPort(this.#board.link, ends.destination) : undefined;
    this.#method = 'icmp';
    this.#remark = pingRemark(ends);
    const tcpAddress = targetAddress(ends.source, ends.destination) ?? address;
    const firstSequence = this.#nextSequence();
    const target = { address, tcpAddress, interval: this.#interval, count, firstSequence, port };
    const end = await measureLatency(
      ends.from,
      target,
      {
        // A program that is being ended counts what is under way as lost; after a switch that is no loss of this link.
        point: (point) => {
          if (!signal.aborted) this.#add(point);
        },
        withdraw: (sequences) => {
          this.#points = withoutLosses(this.#points, sequences);
        },
        duplicates: (more) => {
          this.#duplicates += more;
        },
        evidence: (id) => {
          this.#evidence = [...this.#evidence.slice(1 - evidenceKept), id];
        },
        place: (place) => this.#runsAt(place),
      },
      (method, remark) => {
        this.#method = method;
        this.#remark = remark;
        this.#show();
      },
      signal,
    );
    return await this.#after(end, signal);
  }

  async #after(end: LatencyEnd, signal: AbortSignal): Promise<boolean> {
    if (end.kind === 'finished') return true;
    if (end.kind === 'stopped' || signal.aborted) return false;
    if (end.kind === 'not-possible') {
      this.#fail(`Latency cannot be measured: ${end.reason}.`, 'Choose a source whose image has ping, bash or curl.');
      return true;
    }
    if (end.placeGone) this.#board.placeGone(end.sentence);
    this.#fail(end.sentence, 'It is tried again while the measurement is wanted.');
    await pause(retryAfter, signal);
    this.mark('resumed');
    return false;
  }

  #add(point: LatencyPoint): void {
    this.#board.placeWorks();
    this.#points = withPoint(this.#points, point);
    const series = this.#show();
    const { summary } = series;
    const sentence = `${latencySentence(summary)}${placeSuffix(this.#place)}`;
    this.#board.note('latency', sentence, { ...summary, ...this.#placed() }, this.#method);
  }

  /** Another place is another measurement: the chart marks where it begins. */
  #runsAt(place: Place): void {
    const before = this.#place;
    this.#place = place;
    if (before !== undefined && before.text !== place.text) this.mark(`now from ${place.brief ?? place.text}`);
  }

  #placed(): { readonly place?: Place } {
    return this.#place === undefined ? {} : { place: this.#place };
  }

  #show(): LatencySeries {
    const series: LatencySeries = {
      points: this.#points,
      summary: latencySummary(this.#points, this.#method, this.#duplicates),
      interval: this.#interval,
      remark: this.#remark,
      evidence: this.#evidence,
      ...this.#placed(),
    };
    this.#board.set('latency', (state) => {
      if (state.state === 'running') return progressed(state, series, this.#now());
      if (state.state === 'idle') return state;
      return state.state === 'failed' && this.#points.at(-1)?.mark === undefined
        ? progressed(state, series, this.#now())
        : { ...state, last: series };
    });
    return series;
  }

  #fail(sentence: string, nextStep: string | undefined): void {
    this.#board.set('latency', (state) => failed(state, sentence, nextStep));
  }

  #markPoint(text: string): LatencyPoint {
    return { sequence: this.#nextSequence() - 1, at: this.#now(), milliseconds: undefined, mark: text };
  }

  #nextSequence(): number {
    return (this.#points.at(-1)?.sequence ?? -1) + 1;
  }
}
