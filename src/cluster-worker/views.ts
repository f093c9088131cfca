import type { RowTypes, ViewKind, ViewQuery } from '../inventory/views.ts';
import type { Clock } from '../kube/clock.ts';
import type { ContextSession } from './context-session.ts';
import type { FromWorker } from './protocol.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { freshnessOfView, isUncounted } from './view-needs.ts';

/** Ten pictures a second are as many as an eye or a slow link takes. */
const every = 100;

interface OpenView {
  query: ViewQuery;
  readonly throttle: Throttle;
  /** What the last answer rested on; the same again needs no second answer. */
  sent: string;
}

/** The open views: answers each at once when its query changes, and at most ten times a second when the cluster does. */
export class ViewDesk {
  readonly #views = new Map<number, OpenView>();
  readonly #session: () => ContextSession;
  readonly #clock: Clock;
  readonly #post: (message: FromWorker) => void;

  constructor(session: () => ContextSession, clock: Clock, post: (message: FromWorker) => void) {
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
    const view: OpenView = { query, sent: '', throttle: createThrottle(this.#clock, every, () => this.#answer(id)) };
    this.#views.set(id, view);
    view.throttle.now();
  }

  close(id: number): void {
    this.#views.get(id)?.throttle.stop();
    this.#views.delete(id);
  }

  /** The cluster changed. */
  changed(): void {
    for (const view of this.#views.values()) view.throttle.ask();
  }

  #answer(id: number): void {
    const view = this.#views.get(id);
    if (view === undefined) return;
    const session = this.#session();
    const { query } = view;
    const freshness = freshnessOfView(query.kind, (resource) => session.freshness(resource));
    const uncounted = isUncounted(query.kind, (resource) => session.freshness(resource));
    const basis = JSON.stringify([session.number, query, session.views.version(query.kind), freshness, uncounted]);
    if (basis === view.sent) return;
    view.sent = basis;
    const window = session.views.answer(query);
    const rows = uncounted ? window.rows.map(withoutCounts) : window.rows;
    this.#post({
      type: 'view',
      id,
      snapshot: { ...window, rows, offset: query.offset, freshness, filter: query.filter },
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
