import type {
  Cluster,
  ClusterProblem,
  ClusterStatus,
  ContainerTarget,
  ContextChoice,
  LogLine,
  LogOptions,
  View,
} from '../contracts/cluster.ts';
import type { Mode } from '../contracts/consent.ts';
import type { Endpoint, ResolvedEndpoint } from '../contracts/endpoint.ts';
import type { PlumblineError } from '../contracts/errors.ts';
import type { Instant } from '../contracts/time.ts';
import type { OperatorTerminal } from '../contracts/terminal.ts';
import type { DeclaredLink, LinkQuestion } from '../contracts/policy.ts';
import type { Runner } from '../contracts/runner.ts';
import type { RowTypes, ViewKind, ViewQuery } from '../inventory/views.ts';
import { containerPlace, type KubectlContext, kubectlExecLine } from '../reach/kubectl-line.ts';
import type { NodeSettings } from '../reach/node/settings.ts';
import { createStore, type WritableStore } from '../store/create-store.ts';
import { version } from '../version.ts';
import type { FromWorker } from './protocol.ts';
import { initialStatus } from './initial-status.ts';
import { LastingWorker } from './lasting-worker.ts';
import { RemoteCalls } from './remote-calls.ts';
import { RemoteCaptures } from './remote-captures.ts';
import { RemoteCni } from './remote-cni.ts';
import { RemoteFollowers } from './remote-followers.ts';
import { RemotePrograms } from './remote-programs.ts';
import { RemoteNodes } from './remote-nodes.ts';
import { openView, type ViewReceiver } from './remote-view.ts';
import { TerminalLender } from './terminal-lender.ts';
import { startWorkerThread } from './worker-thread.ts';

const defaultPatience = 10_000;
const closePatience = 5_000;

export interface OpenClusterOptions extends ContextChoice {
  /** What the operator allowed; the worker's write gate holds to it. */
  readonly mode: Mode;
  /** The operator's terminal, where there is one, for credentials that cannot do without. */
  readonly terminal?: OperatorTerminal;
  /** Awaited before another context is opened: what is to be ended in this one is ended then. */
  readonly beforeSwitch?: () => Promise<void>;
  /** How nodes are reached, where they are. */
  readonly nodes?: NodeSettings;
}

/** Starts the cluster worker on a context. Returns at once: whatever goes wrong shows in `status`. */
export function openCluster(options: OpenClusterOptions, startThread: StartThread = startWorkerThread): Cluster {
  return new RemoteCluster(options, startThread);
}

/** How the worker's thread is started; another way in tests. */
export type StartThread = typeof startWorkerThread;

class RemoteCluster implements Cluster {
  readonly status: WritableStore<ClusterStatus>;
  readonly #terminal: TerminalLender;
  readonly #beforeSwitch: (() => Promise<void>) | undefined;
  #choice: ContextChoice;
  readonly #worker: LastingWorker;
  readonly #calls: RemoteCalls;
  readonly #programs: RemotePrograms;
  readonly #views = new Map<number, ViewReceiver>();
  readonly #followers: RemoteFollowers<Endpoint, ResolvedEndpoint>;
  readonly #declared: RemoteFollowers<LinkQuestion, DeclaredLink>;

  readonly nodes: RemoteNodes;
  readonly captures: RemoteCaptures;
  readonly cni: RemoteCni;

  constructor({ mode, terminal, beforeSwitch, nodes, ...choice }: OpenClusterOptions, startThread: StartThread) {
    this.#terminal = new TerminalLender(terminal, (id, outcome) =>
      this.#worker.post({ type: 'terminal-outcome', id, outcome }),
    );
    const { access } = this.#terminal;
    const userAgent = `plumbline/${version}`;
    this.#beforeSwitch = beforeSwitch;
    this.#choice = choice;
    this.status = createStore(initialStatus(choice));
    this.#worker = new LastingWorker(
      (events) =>
        startThread(
          { choice: this.#choice, mode, userAgent, terminal: access, ...(nodes === undefined ? {} : { nodes }) },
          events,
        ),
      {
        message: (message) => this.#take(message),
        died: (error, at) => this.#died(error, at),
        replaced: () => this.#askAgain(),
      },
    );
    this.#calls = new RemoteCalls(this.#worker);
    this.#programs = new RemotePrograms(this.#worker);
    this.cni = new RemoteCni(this.#worker, this.#calls);
    this.captures = new RemoteCaptures(this.#worker, this.#calls);
    this.nodes = new RemoteNodes({
      line: this.#worker,
      calls: this.#calls,
      programs: this.#programs,
      kubectl: () => this.#kubectl(),
    });
    this.#followers = new RemoteFollowers(this.#worker, {
      begin: (id, endpoint) => ({ type: 'follow', id, endpoint }),
      end: (id) => ({ type: 'follow-end', id }),
    });
    this.#declared = new RemoteFollowers(this.#worker, {
      begin: (id, link) => ({ type: 'declare', id, link }),
      end: (id) => ({ type: 'declare-end', id }),
    });
  }

  view<Kind extends ViewKind>(query: ViewQuery<Kind>): View<RowTypes[Kind]> {
    const id = this.#worker.nextId();
    const { view, receiver } = openView<RowTypes[Kind]>(query, {
      ask: (asked) => this.#worker.post({ type: 'view', id, query: asked }),
      closed: () => {
        this.#views.delete(id);
        this.#worker.post({ type: 'view-close', id });
      },
    });
    this.#views.set(id, receiver);
    return view;
  }

  resolve(endpoint: Endpoint, patience = defaultPatience): Promise<ResolvedEndpoint> {
    return this.#calls.call('resolve', { endpoint, patience });
  }

  follow(endpoint: Endpoint, listener: (resolved: ResolvedEndpoint) => void): () => void {
    return this.#followers.add(endpoint, listener);
  }

  find(text: string, patience = defaultPatience): Promise<Endpoint> {
    return this.#calls.call('find', { text, patience });
  }

  detail(...[kind, namespace, name]: Parameters<Cluster['detail']>): ReturnType<Cluster['detail']> {
    return this.#calls.call('detail', { kind, namespace, name });
  }

  review(question: Parameters<Cluster['review']>[0]): ReturnType<Cluster['review']> {
    return this.#calls.call('review', question);
  }

  api(call: Parameters<Cluster['api']>[0]): ReturnType<Cluster['api']> {
    return this.#calls.call('api', call);
  }

  readonly policies: Cluster['policies'] = {
    snapshot: (patience = defaultPatience) => this.#calls.call('policySnapshot', { patience }),
    explain: (link, changes) => this.#calls.call('policyExplain', { link, changes }),
    findings: () => this.#calls.call('policyFindings', null),
    matrix: (query) => this.#calls.call('policyMatrix', query),
    open: (policy, path = []) => this.#calls.call('policyOpen', { policy, path }),
    onPod: (namespace, name) => this.#calls.call('policiesOnPod', { namespace, name }),
    follow: (link, listener) => this.#declared.add(link, listener),
  };

  runner(target: ContainerTarget): Runner {
    return {
      place: containerPlace(target),
      run: (argv, options) => this.#programs.run(target, argv, options),
      commandLine: (argv) => kubectlExecLine(target, argv, this.#kubectl()),
    };
  }

  /** What names the context as it is now in a pasted line. */
  #kubectl(): KubectlContext {
    const { context } = this.status.getSnapshot();
    const { kubeconfig } = this.#choice;
    return { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === '' ? {} : { context }) };
  }

  logs(target: ContainerTarget, options: LogOptions): AsyncIterable<LogLine> {
    return this.#programs.logs(target, options);
  }

  contexts(): ReturnType<Cluster['contexts']> {
    return this.#calls.call('contexts', null);
  }

  contextHealth(context: string): ReturnType<Cluster['contextHealth']> {
    return this.#calls.call('contextHealth', { context });
  }

  async logIn(terminal: boolean): Promise<void> {
    await this.#calls.call('login', { terminal });
  }

  async switchContext(context: string): Promise<void> {
    await this.#beforeSwitch?.();
    this.#choice = { ...this.#choice, context };
    this.nodes.forget();
    this.cni.forget();
    await this.#calls.call('switchContext', { context });
    this.cni.askAgain();
  }

  async close(): Promise<void> {
    if (this.#worker.closed() !== undefined) return;
    const patience = new Promise<void>((resolve) => {
      setTimeout(resolve, closePatience).unref();
    });
    await Promise.race([this.#calls.call('close', null).catch(() => {}), patience]);
    await this.#worker.end();
    const closed = this.#worker.closed();
    if (closed !== undefined) this.#giveUp(closed);
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case 'status':
        this.status.set({
          ...message.status,
          cni: message.cni === undefined ? this.status.getSnapshot().cni : message.cni.now,
        });
        return;
      case 'view':
        this.#views.get(message.id)?.take(message.snapshot);
        return;
      case 'followed':
        this.#followers.tell(message.id, message.resolved);
        return;
      case 'declared':
        this.#declared.tell(message.id, message.declared);
        return;
      case 'answer':
      case 'failure':
        this.#calls.take(message);
        return;
      case 'run-lines':
      case 'run-end':
      case 'log-lines':
      case 'log-end':
        this.#programs.take(message);
        return;
      case 'node-way':
      case 'known-nodes':
      case 'host-key':
        this.nodes.take(message);
        return;
      case 'capture-state':
        this.captures.take(message.capture, message.state);
        return;
      case 'cni-state':
        this.cni.take(message.change);
        return;
      case 'terminal':
        this.#terminal.lend(message.id, message.need);
        return;
      case 'terminal-unwanted':
        this.#terminal.takeBack(message.id);
        return;
    }
  }

  /** The worker crashed: what was under way fails, and what is on the screen stays. */
  #died(error: PlumblineError, at: Instant): void {
    this.#giveUp(error);
    const { nextStep } = error.facts;
    const problem: ClusterProblem = { kind: 'internal', sentence: error.message, nextStep, since: at };
    this.status.set({ ...this.status.getSnapshot(), phase: 'failing', problem });
  }

  #askAgain(): void {
    for (const view of this.#views.values()) view.askAgain();
    this.#followers.askAgain();
    this.#declared.askAgain();
    this.nodes.askAgain();
    this.cni.askAgain();
  }

  #giveUp(error: PlumblineError): void {
    this.#terminal.takeBackAll();
    this.#calls.giveUp(error);
    this.#programs.giveUp(error);
    this.captures.giveUp(error);
  }
}
