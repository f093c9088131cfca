import type { BandwidthPoint, ConnectResult, DnsResult, LinkSnapshot, ProbeState } from '../../contracts/probe.ts';
import type { Link } from '../../contracts/link.ts';
import type { Instant } from '../../contracts/time.ts';
import type { WritableStore } from '../../store/create-store.ts';
import type { PathMtuProbe } from '../path-mtu/path-mtu.ts';
import { placeSuffix } from '../../reach/ladder/rungs.ts';
import { connectKey } from './connect-loops.ts';
import { answer, freshHistory, type LinkHistory } from './link-history.ts';
import type { SummaryWriter } from './record-summaries.ts';
import { ended, failed, forgotten, lastOf, outdated, progressed } from './snapshot.ts';

type Probes = Pick<LinkSnapshot, 'connect' | 'latency' | 'bandwidth' | 'dns' | 'pathMtu'>;

/** Intervals kept of the tests before the last one: an hour of testing. */
const mostEarlier = 3600;

/** Where the probes of one chosen link write what they find: the snapshot, the history behind the answer, the record. */
export class Board {
  readonly link: Link;
  readonly #store: WritableStore<LinkSnapshot>;
  readonly #writer: SummaryWriter;
  readonly #now: () => Instant;
  #history: LinkHistory;
  #retired = false;

  constructor(link: Link, store: WritableStore<LinkSnapshot>, writer: SummaryWriter, now: () => Instant) {
    this.link = link;
    this.#store = store;
    this.#writer = writer;
    this.#now = now;
    this.#history = freshHistory(now());
  }

  /** Changes the snapshot and draws the answer anew. A board that is retired changes nothing. */
  update(change: (snapshot: LinkSnapshot) => Partial<LinkSnapshot>): void {
    this.#store.update((snapshot) => {
      if (this.#retired) return snapshot;
      const next = { ...snapshot, ...change(snapshot) };
      return { ...next, measured: answer(next, this.#history) };
    });
  }

  set<Name extends keyof Probes>(probe: Name, change: (state: Probes[Name]) => Probes[Name]): void {
    this.update((snapshot) => ({ [probe]: change(snapshot[probe]) }));
  }

  /** The link is not chosen any more, or was chosen anew: what still ends has nothing to say. */
  retire(): void {
    this.#retired = true;
  }

  /** The pods are others now: what was found before does not count for them, and is not shown as theirs. */
  switched(): void {
    this.#history = freshHistory(this.#now());
    this.update((snapshot) => ({
      connect: forgotten(snapshot.connect),
      dns: forgotten(snapshot.dns),
      pathMtu: forgotten(snapshot.pathMtu),
      bandwidth: outdated(snapshot.bandwidth),
    }));
  }

  connected(result: ConnectResult): void {
    const { connects } = this.#history;
    this.#history = { ...this.#history, connects: [...connects.slice(-19), result], placeGone: undefined };
    this.set('connect', (state) => progressed(state, result, this.#now()));
    this.note('connect', beside(result), result, connectKey(result));
  }

  connectFailed(sentence: string, nextStep?: string): void {
    this.set('connect', (state) => failed(state, sentence, nextStep));
  }

  /** `ofLink`: the link depends on the name. Another name's answer is shown, but says nothing about the link. */
  resolved(result: DnsResult, ofLink: boolean): void {
    this.#history = { ...this.#history, placeGone: undefined, ...(ofLink ? { dns: result } : {}) };
    this.set('dns', (state) => progressed(state, result, this.#now()));
    this.note('dns', beside(result), result, result.class);
  }

  pathMtuTested(probe: PathMtuProbe): void {
    const { result, small, full } = probe;
    const pathMtu = [...this.#history.pathMtu.slice(-2), { result, small, full }];
    this.#history = { ...this.#history, pathMtu, placeGone: undefined };
    this.set('pathMtu', (state) => progressed(state, result, this.#now()));
    this.note('path-mtu', beside(result), result, result.class);
  }

  /** The intervals of the link's tests so far, for charts with a longer time axis. */
  bandwidthBefore(): readonly BandwidthPoint[] {
    const last = lastOf(this.#store.getSnapshot().bandwidth);
    return last === undefined ? [] : [...(last.earlier ?? []), ...last.points].slice(-mostEarlier);
  }

  /** A run found the source gone. The cluster's own news follow; until then this is what is known. */
  placeGone(sentence: string): void {
    this.#history = { ...this.#history, placeGone: sentence };
    this.update((snapshot) => ({
      connect: unusable(snapshot.connect, sentence),
      latency: unusable(snapshot.latency, sentence),
    }));
  }

  /** A place that works again takes that back. */
  placeWorks(): void {
    if (this.#history.placeGone !== undefined) this.#history = { ...this.#history, placeGone: undefined };
  }

  note(...noted: Parameters<SummaryWriter['note']> extends [Link, ...infer Rest] ? Rest : never): void {
    this.#writer.note(this.link, ...noted);
  }

  end(probe: keyof Probes): void {
    this.update((snapshot) => ({ [probe]: ended<unknown>(snapshot[probe]) }));
  }
}

/** The sentence for the record: the rung stands in it where it is not the pod's own container. */
function beside({ sentence, place }: ConnectResult | DnsResult | PathMtuProbe['result']): string {
  return `${sentence}${placeSuffix(place)}`;
}

function unusable<Result>(state: ProbeState<Result>, sentence: string): ProbeState<Result> {
  return state.state === 'running'
    ? failed(state, sentence, 'Choose another source, or wait for its replacement.')
    : state;
}
