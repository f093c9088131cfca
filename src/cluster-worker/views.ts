import type { RowTypes, ViewKind, ViewQuery } from '../inventory/views.ts';
import type { Clock } from '../kube/clock.ts';
import type { ContextSession } from './context-session.ts';
import type { FromWorker } from './protocol.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { freshnessOfView, isUncounted } from './view-needs.ts';

/** Ten pictures a second are as many as an eye or a slow link takes. */
const every = 100;
/** Where nothing but the number of rows has changed, which a busy cluster changes all the time, two are enough. */
const countsEvery = 500;

/** What a view needs of the session. */
type AnsweringSession = Pick<ContextSession, 'number' | 'views' | 'freshness'>;

interface OpenView {
  query: ViewQuery;
  readonly throttle: Throttle;
  readonly counts: Throttle;
  /** What the last answer rested on; the same again needs no second answer. */
  sent: string;
  /** The rows of the last answer, as text. */
  rows: string;
  /** What else it said that is not a number. */
  told: string;
}

/** The open views: answers each at once when its query changes, and at most ten times a second when the cluster does. */
export class ViewDesk {
  readonly #views = new Map<number, OpenView>();
  readonly #session: () => AnsweringSession;
  readonly #clock: Clock;
  readonly #post: (message: FromWorker) => void;

  constructor(session: () => AnsweringSession, clock: Clock, post: (message: FromWorker) => void) {
    this.#session = session;
    this.#clock = clock;
    this.#post = post;
  }

  /** Opens a view or changes its query. */
  set(id: number, query: ViewQuery): void {
    const known = this.#views.get(id);
    if (known !== undefined) {
      known.query = query;
      known.throttle.now();
      return;
    }
    const view: OpenView = {
      query,
      sent: '',
      rows: '',
      told: '',
      throttle: createThrottle(this.#clock, every, () => this.#answer(id, 'what differs')),
      counts: createThrottle(this.#clock, countsEvery, () => this.#answer(id, 'counts too')),
    };
    this.#views.set(id, view);
    view.throttle.now();
  }

  close(id: number): void {
    const view = this.#views.get(id);
    view?.throttle.stop();
    view?.counts.stop();
    this.#views.delete(id);
  }

  /** The cluster changed. */
  changed(): void {
    for (const view of this.#views.values()) view.throttle.ask();
  }

  #answer(id: number, tell: 'what differs' | 'counts too'): void {
    const view = this.#views.get(id);
    if (view === undefined) return;
    const session = this.#session();
    const { query } = view;
    const freshness = freshnessOfView(query.kind, (resource) => session.freshness(resource));
    const uncounted = isUncounted(query.kind, (resource) => session.freshness(resource));
    const basis = JSON.stringify([session.number, query, session.views.version(query.kind), freshness, uncounted]);
    if (basis === view.sent) return;
    const window = session.views.answer(query);
    const rows = uncounted ? window.rows.map(withoutCounts) : window.rows;
    const text = JSON.stringify(rows);
    const told = JSON.stringify([session.number, query, freshness.state]);
    const same = text === view.rows;
    if (same && told === view.told && tell === 'what differs') {
      view.counts.ask();
      return;
    }
    view.sent = basis;
    view.rows = text;
    view.told = told;
    const { matched, total } = window;
    const { offset, filter } = query;
    this.#post({
      type: 'view',
      id,
      snapshot: { matched, total, offset, freshness, filter, ...(same ? {} : { rows }) },
    });
  }
}

/** A row that does not pretend to have counted what is not known. */
function withoutCounts(row: RowTypes[ViewKind]): RowTypes[ViewKind] {
  switch (row.kind) {
    case 'node':
      return { ...row, pods: undefined, podsNotReady: 0 };
    case 'service':
      return { ...row, backends: undefined, backendsReady: 0 };
    case 'policy':
      return { ...row, podsSelected: undefined };
    default:
      return row;
  }
}
