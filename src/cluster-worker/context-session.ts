import type { ClusterProblem, ClusterStatus, ContextChoice, Freshness, ResourceName } from '../contracts/cluster.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { OperatorTerminal } from '../contracts/terminal.ts';
import { createInventory, type Inventory } from '../inventory/inventory.ts';
import type { SavedFor, SavedNodes } from '../inventory/saved-nodes.ts';
import { createViewEngine, type ViewEngine } from '../inventory/view-engine.ts';
import { type AccessReviews, createAccessReviews } from '../kube/access-review.ts';
import type { Clock } from '../kube/clock.ts';
import type { ApiConnection } from '../kube/connection.ts';
import type { OperatorLogin } from '../kube/credentials/operator-login.ts';
import type { Weigh } from '../kube/gate.ts';
import type { ChosenContext } from '../kube/kubeconfig/choose.ts';
import type { Environment } from '../kube/kubeconfig/paths.ts';
import { openConnection } from '../kube/open-connection.ts';
import type { WatchedResource } from '../kube/watch/resources.ts';
import { askIdentity } from './ask-identity.ts';
import { createFigures, type Figures } from './figures.ts';
import type { ServerIdentity } from './identity.ts';
import { ProblemBoard } from './problem-board.ts';
import { SessionFeeds } from './session-feeds.ts';
import { statusOf } from './session-status.ts';
import { silenceOf, silencePatience } from './silence.ts';
import { watchSleep } from './sleep.ts';

export interface SessionOptions {
  readonly choice: ContextChoice;
  readonly env: Environment;
  readonly weigh: Weigh;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly terminal: OperatorTerminal;
  /** Rows, freshness or status changed. */
  readonly changed: () => void;
}

/** One context while it is open: its connection, its feeds and what they have learned. */
export class ContextSession {
  /** Tells sessions apart. */
  readonly number: number;
  readonly inventory: Inventory;
  readonly views: ViewEngine;
  readonly #options: SessionOptions;
  readonly #ended = new AbortController();
  readonly #board: ProblemBoard;
  readonly #feeds: SessionFeeds;
  readonly #opened: Promise<ApiConnection>;
  #connection: ApiConnection | undefined;
  #reviews: AccessReviews | undefined;
  #chosen: ChosenContext | undefined;
  #login: OperatorLogin | undefined;
  #asking: { readonly wake: () => void } | undefined;
  #identity: ServerIdentity | undefined;
  #startedAt = 0;
  readonly #figures: Figures;
  #cancelRecount: () => void = () => {};

  constructor(options: SessionOptions, number: number) {
    this.number = number;
    this.#options = options;
    this.inventory = createInventory(() => options.clock.now());
    this.#figures = createFigures(
      this.inventory,
      () => options.clock.now(),
      (over) => {
        this.#cancelRecount = options.clock.after(over, options.changed);
      },
    );
    this.views = createViewEngine(this.inventory);
    this.#feeds = new SessionFeeds(this.inventory, () => this.namespace);
    this.#board = new ProblemBoard(options.clock);
    this.#opened = this.#open();
    // Who needs the connection awaits it; nobody may, and then its failure is in the status.
    this.#opened.catch(() => {});
  }

  /** The connection; rejects with what was wrong with the kubeconfig, or once the session has ended. */
  connection(): Promise<ApiConnection> {
    return this.#opened;
  }

  async reviews(): Promise<AccessReviews> {
    const connection = await this.#opened;
    this.#reviews ??= createAccessReviews(connection, this.#options.clock);
    return this.#reviews;
  }

  /** The namespace that a name without one lies in. */
  get namespace(): string {
    return this.#chosen?.namespace ?? this.#options.choice.namespace ?? 'default';
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Which context this is, at which server; undefined until the kubeconfig was read. */
  get whose(): SavedFor | undefined {
    return this.#chosen === undefined ? undefined : { context: this.#chosen.context, server: this.#chosen.server.href };
  }

  /** Puts saved nodes in the place of those that the API server does not tell. */
  rememberNodes(saved: SavedNodes): void {
    this.#feeds.rememberNodes(saved);
    this.#options.changed();
  }

  freshness(resource: ResourceName): Freshness {
    return this.#feeds.freshness(resource);
  }

  /** How true what is known of one namespace is. */
  freshnessIn(resource: WatchedResource, namespace: string): Freshness {
    return this.#feeds.freshnessIn(resource, namespace);
  }

  /** How true what is known of the policies of other dialects is, by kind; empty until the connection is open. */
  policyFreshness(): ReadonlyMap<string, Freshness> {
    return this.#feeds.policyFreshness();
  }

  /** What failed, the worst of it; a cluster that only takes its time has not failed. */
  get failure(): ClusterProblem | undefined {
    return this.#board.worst;
  }

  /** What stands in the way of knowing the cluster, as the header shows it. */
  get problem(): ClusterProblem | undefined {
    const worst = this.#board.worst ?? this.#silence();
    if (worst !== undefined) return worst;
    const pods = this.freshness('pods');
    const { restrictedTo } = this.#feeds;
    const denied = pods.state === 'denied' ? pods.sentence : undefined;
    return restrictedTo === undefined ? undefined : this.#board.restricted(restrictedTo, denied);
  }

  /** A name in this namespace is wanted: it is read too where the whole cluster may not be. */
  lookInto(namespace: string): void {
    this.#feeds.lookInto(namespace);
  }

  status(): ClusterStatus {
    return statusOf({
      choice: this.#options.choice,
      chosen: this.#chosen,
      namespace: this.namespace,
      identity: this.#identity,
      failing: this.#board.worst !== undefined,
      problem: this.problem,
      freshness: (resource) => this.freshness(resource),
      figures: this.#figures,
      login: this.#login?.need,
    });
  }

  /** Called now and then with what has changed. */
  settle(): void {
    this.#feeds.settle();
  }

  /** A log-in has the operator's terminal: what waits for the cluster waits for that first. */
  get loggingIn(): boolean {
    return this.#login?.need?.terminal === 'has';
  }

  /** What the operator says to the log-in that runs or waits: it may have the terminal, or it is given up. */
  logIn(terminal: boolean): void {
    // A turn that nobody waits for would be taken by whatever comes next.
    if (this.#login?.need === undefined) return;
    if (!terminal) {
      this.#login.giveUp();
      return;
    }
    this.#login.allow();
    // Whoever waits after a failure asks again at once, and that takes the turn.
    this.wake();
  }

  /** What waits before it tries again tries at once. */
  wake(): void {
    this.#asking?.wake();
    this.#feeds.wake();
  }

  /** Ends every request and stream of this context. */
  async end(): Promise<void> {
    this.#ended.abort();
    this.#cancelRecount();
    await this.#connection?.close();
  }

  async #open(): Promise<ApiConnection> {
    const { choice, env, weigh, clock, userAgent, terminal, changed } = this.#options;
    try {
      const opened = await openConnection({ choice, env, weigh, clock, userAgent, terminal, changed });
      const { connection, chosen } = opened;
      if (this.#ended.signal.aborted) {
        await connection.close();
        throw new PlumblineError('Another context was chosen meanwhile.', {
          kind: 'interrupted',
          operation: 'open the context',
        });
      }
      this.#chosen = chosen;
      this.#login = opened.login;
      this.#connection = connection;
      this.#start(connection);
      return connection;
    } catch (error) {
      this.#board.set('kubeconfig', error instanceof PlumblineError ? error : undefined);
      throw error;
    } finally {
      changed();
    }
  }

  #start(connection: ApiConnection): void {
    const { clock, changed } = this.#options;
    const { signal } = this.#ended;
    const problem = (scope: string, error: PlumblineError | undefined) => this.#board.set(scope, error);
    this.#feeds.start({ connection, clock, signal, changed, problem, revived: () => this.wake() });
    this.#startedAt = clock.now();
    signal.addEventListener('abort', clock.after(silencePatience, changed), { once: true });
    this.#asking = askIdentity({
      connection,
      clock,
      signal,
      known: (identity) => {
        this.#identity = identity;
        problem('version', undefined);
        changed();
      },
      failed: (error) => {
        problem('version', error);
        changed();
      },
    });
    watchSleep(clock, signal, () => this.wake());
  }

  #silence(): ClusterProblem | undefined {
    const connection = this.#connection;
    if (connection === undefined || this.#identity !== undefined || !this.#feeds.silent) return undefined;
    if (this.#options.clock.now() - this.#startedAt < silencePatience) return undefined;
    return silenceOf(connection, this.#startedAt);
  }
}
