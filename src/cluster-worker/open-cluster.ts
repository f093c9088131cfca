import type {
  Cluster,
  ClusterStatus,
  ContainerTarget,
  ContextChoice,
  LogLine,
  LogOptions,
  View,
} from '../contracts/cluster.ts';
import type { Mode } from '../contracts/consent.ts';
import type { CniState } from '../contracts/cni.ts';
import type { Endpoint, ResolvedEndpoint } from '../contracts/endpoint.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { OperatorTerminal } from '../contracts/terminal.ts';
import type { DeclaredLink, LinkQuestion } from '../contracts/policy.ts';
import type { Runner } from '../contracts/runner.ts';
import type { RowTypes, ViewKind, ViewQuery } from '../inventory/views.ts';
import { containerPlace, kubectlExecLine } from '../reach/kubectl-line.ts';
import { createStore, type WritableStore } from '../store/create-store.ts';
import { version } from '../version.ts';
import type { FromWorker } from './protocol.ts';
import { initialStatus } from './initial-status.ts';
import { RemoteCalls } from './remote-calls.ts';
import { RemoteFollowers } from './remote-followers.ts';
import { RemotePrograms } from './remote-programs.ts';
import { openView, type ViewReceiver } from './remote-view.ts';
import { TerminalLender } from './terminal-lender.ts';
import type { WorkerLine } from './worker-line.ts';
import { startWorkerThread, type WorkerThread } from './worker-thread.ts';

const defaultPatience = 10_000;
const closePatience = 5_000;
/** A worker that dies more often than this within a minute is not started again. */
const restartsPerMinute = 3;

export interface OpenClusterOptions extends ContextChoice {
  /** What the operator allowed; the worker's write gate holds to it. */
  readonly mode: Mode;
  /** The operator's terminal, where there is one, for credentials that cannot do without. */
  readonly terminal?: OperatorTerminal;
  /** Awaited before another context is opened: what is to be ended in this one is ended then. */
  readonly beforeSwitch?: () => Promise<void>;
}

/** Starts the cluster worker on a context. Returns at once: whatever goes wrong shows in `status`. */
export function openCluster(options: OpenClusterOptions, startThread: StartThread = startWorkerThread): Cluster {
  return new RemoteCluster(options, startThread);
}

/** How the worker's thread is started; another way in tests. */
export type StartThread = typeof startWorkerThread;

class RemoteCluster implements Cluster {
  readonly status: WritableStore<ClusterStatus>;
  readonly #mode: Mode;
  readonly #terminal: TerminalLender;
  readonly #startThread: StartThread;
  readonly #beforeSwitch: (() => Promise<void>) | undefined;
  #choice: ContextChoice;
  #worker: WorkerThread;
  #lastId = 0;
  #deaths: number[] = [];
  #closed = false;
  readonly #line: WorkerLine = {
    nextId: () => {
      this.#lastId += 1;
      return this.#lastId;
    },
    post: (message) => this.#worker.post(message),
    closed: () => (this.#closed ? closedError() : undefined),
  };
  readonly #calls = new RemoteCalls(this.#line);
  readonly #programs = new RemotePrograms(this.#line);
  readonly #views = new Map<number, ViewReceiver>();
  readonly #followers = new RemoteFollowers<Endpoint, ResolvedEndpoint>(this.#line, {
    begin: (id, endpoint) => ({ type: 'follow', id, endpoint }),
    end: (id) => ({ type: 'follow-end', id }),
  });
  readonly #declared = new RemoteFollowers<LinkQuestion, DeclaredLink>(this.#line, {
    begin: (id, link) => ({ type: 'declare', id, link }),
    end: (id) => ({ type: 'declare-end', id }),
  });

  constructor({ mode, terminal, beforeSwitch, ...choice }: OpenClusterOptions, startThread: StartThread) {
    this.#mode = mode;
    this.#terminal = new TerminalLender(terminal, (id, outcome) =>
      this.#worker.post({ type: 'terminal-outcome', id, outcome }),
    );
    this.#startThread = startThread;
    this.#beforeSwitch = beforeSwitch;
    this.#choice = choice;
    this.status = createStore(initialStatus(choice));
    this.#worker = this.#start();
  }

  view<Kind extends ViewKind>(query: ViewQuery<Kind>): View<RowTypes[Kind]> {
    const id = this.#line.nextId();
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

  readonly cni: Cluster['cni'] = {
    state: createStore<CniState | undefined>(undefined),
    watch: () => () => {},
    refresh: () => Promise.resolve(),
    detail: () => Promise.resolve(undefined),
  };

  runner(target: ContainerTarget): Runner {
    return {
      place: containerPlace(target),
      run: (argv, options) => this.#programs.run(target, argv, options),
      commandLine: (argv) => {
        const { context } = this.status.getSnapshot();
        const { kubeconfig } = this.#choice;
        return kubectlExecLine(target, argv, {
          ...(kubeconfig === undefined ? {} : { kubeconfig }),
          ...(context === '' ? {} : { context }),
        });
      },
    };
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
    await this.#calls.call('switchContext', { context });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const patience = new Promise<void>((resolve) => {
      setTimeout(resolve, closePatience).unref();
    });
    await Promise.race([this.#calls.call('close', null).catch(() => {}), patience]);
    this.#closed = true;
    await this.#worker.terminate();
    this.#giveUp(closedError());
  }

  #start(): WorkerThread {
    return this.#startThread(
      {
        choice: this.#choice,
        mode: this.#mode,
        userAgent: `plumbline/${version}`,
        terminal: this.#terminal.access,
      },
      { message: (message) => this.#take(message), died: (why) => this.#died(why) },
    );
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
      case 'terminal':
        this.#terminal.lend(message.id, message.need);
        return;
      case 'terminal-unwanted':
        this.#terminal.takeBack(message.id);
        return;
    }
  }

  /** The worker crashed: what was under way fails, what is on the screen stays, and another worker takes over. */
  #died(why: string): void {
    if (this.#closed) return;
    const error = new PlumblineError(`The part of plumbline that speaks to the cluster stopped: ${why}.`, {
      kind: 'internal',
      operation: 'speak to the cluster',
      serverMessage: why,
      nextStep: 'It is started again; please report this.',
    });
    this.#giveUp(error);
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((death) => now - death < 60_000), now];
    const status = this.status.getSnapshot();
    this.status.set({
      ...status,
      phase: 'failing',
      problem: { kind: 'internal', sentence: error.message, nextStep: error.facts.nextStep, since: now },
    });
    if (this.#deaths.length > restartsPerMinute) {
      this.#closed = true;
      return;
    }
    this.#worker = this.#start();
    for (const view of this.#views.values()) view.askAgain();
    this.#followers.askAgain();
    this.#declared.askAgain();
  }

  #giveUp(error: PlumblineError): void {
    this.#terminal.takeBackAll();
    this.#calls.giveUp(error);
    this.#programs.giveUp(error);
  }
}

function closedError(): PlumblineError {
  return new PlumblineError('The cluster is closed.', { kind: 'interrupted', operation: 'ask the cluster' });
}
