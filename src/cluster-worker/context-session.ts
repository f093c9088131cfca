import type { ClusterId } from '../contracts/change.ts';
import type { ClusterProblem, ClusterStatus, ContextChoice, Freshness, ResourceName } from '../contracts/cluster.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { OperatorTerminal } from '../contracts/terminal.ts';
import type { Duration } from '../contracts/time.ts';
import { createInventory, type Inventory } from '../inventory/inventory.ts';
import { createInterner } from '../inventory/prune/intern.ts';
import { createViewEngine, type ViewEngine } from '../inventory/view-engine.ts';
import { type AccessReviews, createAccessReviews } from '../kube/access-review.ts';
import { type Clock, pause } from '../kube/clock.ts';
import type { ApiConnection } from '../kube/connection.ts';
import type { OperatorLogin } from '../kube/credentials/operator-login.ts';
import type { Weigh } from '../kube/gate.ts';
import type { ChosenContext } from '../kube/kubeconfig/choose.ts';
import type { Environment } from '../kube/kubeconfig/paths.ts';
import { openConnection } from '../kube/open-connection.ts';
import { createBackoff } from '../kube/watch/backoff.ts';
import { type WatchedResource, watchedResources } from '../kube/watch/resources.ts';
import type { ServerAbilities } from '../kube/watch/sink.ts';
import { feedConfigMaps } from './configmap-feed.ts';
import { createFigures, type Figures } from './figures.ts';
import { watchHeartbeat } from './heartbeat.ts';
import { readIdentity } from './identity.ts';
import { PolicyFeeds } from './policy-feeds.ts';
import { ProblemBoard } from './problem-board.ts';
import { ResourceFeed } from './resource-feed.ts';
import { watchSleep } from './sleep.ts';

/** Cluster-wide reading may be forbidden while namespaces can be listed; so many of them are tried one by one. */
const namespacesTried = 50;

/** A server that has said nothing at all for so long is told about, before any time limit has passed. */
const silencePatience: Duration = 5_000;

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
  /** Aborted to try at once what waits before it tries again. */
  #awake = new AbortController();
  readonly #board: ProblemBoard;
  readonly #feeds = new Map<ResourceName, ResourceFeed>();
  readonly #opened: Promise<ApiConnection>;
  #connection: ApiConnection | undefined;
  #reviews: AccessReviews | undefined;
  #chosen: ChosenContext | undefined;
  #login: OperatorLogin | undefined;
  #answered = false;
  #serverVersion: string | undefined;
  #clusterId: ClusterId | undefined;
  #configmaps: Freshness = { state: 'waiting' };
  #policies: PolicyFeeds | undefined;
  #startedAt = 0;
  /** Namespaces that were asked about by name; where the whole cluster may not be listed they are tried too. */
  readonly #askedAbout = new Set<string>();
  #namespacesVersion = -1;
  readonly #figures: Figures;
  #cancelRecount: () => void = () => {};
  /** Set while the server gives no sign of life: whatever calls itself live is as old as the last one. */
  #unheard: Extract<Freshness, { state: 'stale' }> | undefined;

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

  freshness(resource: ResourceName): Freshness {
    const known = resource === 'configmaps' ? this.#configmaps : this.#feeds.get(resource)?.freshness;
    return this.#heard(known ?? { state: 'waiting' });
  }

  /** How true what is known of one namespace is. */
  freshnessIn(resource: WatchedResource, namespace: string): Freshness {
    return this.#heard(this.#feeds.get(resource)?.freshnessIn(namespace) ?? { state: 'waiting' });
  }

  /** How true what is known of the policies of other dialects is, by kind; empty until the connection is open. */
  policyFreshness(): ReadonlyMap<string, Freshness> {
    const known = this.#policies?.freshness() ?? new Map<string, Freshness>();
    return new Map([...known].map(([kind, freshness]) => [kind, this.#heard(freshness)]));
  }

  #heard(freshness: Freshness): Freshness {
    return freshness.state === 'live' ? (this.#unheard ?? freshness) : freshness;
  }

  /** What failed, the worst of it; a cluster that only takes its time has not failed. */
  get failure(): ClusterProblem | undefined {
    return this.#board.worst;
  }

  /** What stands in the way of knowing the cluster, as the header shows it. */
  get problem(): ClusterProblem | undefined {
    return this.#problem();
  }

  /** A name in this namespace is wanted: it is read too where the whole cluster may not be. */
  lookInto(namespace: string): void {
    if (this.#askedAbout.has(namespace)) return;
    this.#askedAbout.add(namespace);
    if (this.#connection !== undefined) this.#tellNamespaces();
  }

  status(): ClusterStatus {
    const { choice } = this.#options;
    const freshness = (resource: ResourceName): readonly [ResourceName, Freshness] => [
      resource,
      this.freshness(resource),
    ];
    const states = [...watchedResources.map(freshness), freshness('configmaps')];
    const problem = this.#problem();
    // A refusal is an answer too.
    const denied = states.some(([, { state }]) => state === 'denied');
    const live = states.some(([, { state }]) => state === 'live' || state === 'catching-up');
    const login = this.#login?.need;
    return {
      phase:
        this.#board.worst !== undefined && !live
          ? 'failing'
          : this.#connection === undefined
            ? 'opening'
            : this.#answered || live || denied
              ? 'connected'
              : 'connecting',
      context: this.#chosen?.context ?? choice.context ?? '',
      contexts: this.#chosen?.contexts ?? [],
      server: this.#chosen?.server.href.replace(/\/$/, '') ?? '',
      namespace: this.namespace,
      kubeconfigPaths: this.#chosen?.paths ?? (choice.kubeconfig === undefined ? [] : [choice.kubeconfig]),
      serverVersion: this.#serverVersion,
      clusterId: this.#clusterId,
      problem,
      resources: Object.fromEntries(states) as Record<ResourceName, Freshness>,
      counts: this.#figures.counts(),
      cni: this.#cniSummary(),
      ...(login === undefined ? {} : { login }),
    };
  }

  /** Called now and then with what has changed: tells the feeds of namespaces that came and went. */
  settle(): void {
    const { namespaces } = this.inventory;
    if (this.#connection === undefined || namespaces.version === this.#namespacesVersion) return;
    this.#namespacesVersion = namespaces.version;
    this.#tellNamespaces();
  }

  #tellNamespaces(): void {
    const listed = [...this.inventory.namespaces.values()].map((namespace) => namespace.name).sort();
    const wanted = [...new Set([this.namespace, ...this.#askedAbout, ...listed])].slice(0, namespacesTried);
    for (const feed of this.#feeds.values()) feed.setNamespaces(wanted);
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

  wake(): void {
    this.#awake.abort();
    for (const feed of this.#feeds.values()) feed.wake();
    this.#policies?.wake();
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
    const { inventory } = this;
    const { signal } = this.#ended;
    const interner = createInterner();
    const abilities: ServerAbilities = { streamingList: undefined };
    const parts = {
      connection,
      inventory,
      interner,
      clock,
      abilities,
      signal,
      changed,
      problem: (scope: string, error: PlumblineError | undefined) => this.#board.set(scope, error),
    };
    for (const resource of watchedResources) this.#feeds.set(resource, new ResourceFeed({ ...parts, resource }));
    this.#policies = new PolicyFeeds(parts);
    this.#tellNamespaces();
    this.#startedAt = clock.now();
    signal.addEventListener('abort', clock.after(silencePatience, changed), { once: true });
    void feedConfigMaps({
      connection,
      inventory,
      interner,
      clock,
      signal,
      freshness: (freshness) => {
        this.#configmaps = freshness;
        changed();
      },
    });
    void this.#identify(connection);
    void watchHeartbeat({
      connection,
      clock,
      signal,
      heard: () => {
        if (this.#unheard === undefined) return;
        this.#unheard = undefined;
        this.#board.set('heartbeat', undefined);
        // The watches that hung with the server may be dead for good.
        this.wake();
        changed();
      },
      lost: (since, why) => {
        this.#unheard = { state: 'stale', asOf: since, sentence: why.message };
        this.#board.set('heartbeat', why);
        changed();
      },
    });
    watchSleep(clock, signal, () => this.wake());
  }

  async #identify(connection: ApiConnection): Promise<void> {
    const { clock, changed } = this.#options;
    const { signal } = this.#ended;
    const backoff = createBackoff(() => clock.random());
    for (;;) {
      const wait: Duration = await readIdentity(connection, signal).then(
        ({ serverVersion, clusterId }) => {
          this.#answered = true;
          this.#serverVersion = serverVersion;
          this.#clusterId = clusterId;
          this.#board.set('version', undefined);
          return 0;
        },
        (error: unknown) => {
          this.#board.set('version', error instanceof PlumblineError ? error : undefined);
          return backoff.next();
        },
      );
      if (signal.aborted) return;
      changed();
      if (wait === 0) return;
      await pause(clock, wait, AbortSignal.any([signal, this.#awake.signal]));
      if (this.#awake.signal.aborted) this.#awake = new AbortController();
      if (signal.aborted) return;
    }
  }

  #problem(): ClusterProblem | undefined {
    const worst = this.#board.worst ?? this.#silence();
    if (worst !== undefined) return worst;
    const pods = this.freshness('pods');
    const restricted = this.#feeds.get('pods')?.restrictedTo;
    const denied = pods.state === 'denied' ? pods.sentence : undefined;
    return restricted === undefined ? undefined : this.#board.restricted(restricted, denied);
  }

  /** No answer yet, and no failure either: a server, or a credential plugin, that takes its time. */
  #silence(): ClusterProblem | undefined {
    const connection = this.#connection;
    if (connection === undefined || this.#answered) return undefined;
    if (this.#options.clock.now() - this.#startedAt < silencePatience) return undefined;
    if ([...this.#feeds.values()].some((feed) => feed.freshness.state !== 'waiting')) return undefined;
    const plugin = connection.waitingFor();
    const kind = plugin === undefined ? 'unreachable' : 'authentication';
    const says = plugin === undefined || plugin.says === '' ? '' : ` It says: ${plugin.says}`;
    return {
      kind,
      sentence: `${plugin?.who ?? connection.server.host} has not answered yet.${says}`,
      nextStep:
        plugin === undefined
          ? `plumbline goes on waiting; check the server address of context ${connection.context}, and that no firewall or VPN is in the way.`
          : 'plumbline goes on waiting; run it yourself: it may be waiting for a log-in.',
      since: this.#startedAt + silencePatience,
    };
  }

  /** Undefined until DaemonSets and nodes were read: before that, 'unknown' would be a guess. */
  #cniSummary(): ClusterStatus['cni'] {
    const known = (resource: ResourceName) => {
      const freshness = this.freshness(resource);
      return freshness.state === 'live' || ('asOf' in freshness && freshness.asOf !== undefined);
    };
    if (!known('daemonsets') || !known('nodes')) return undefined;
    return this.#figures.cni();
  }
}
