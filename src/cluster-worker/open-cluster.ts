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
import type { Runner, Running, RunOptions } from '../contracts/runner.ts';
import type { RowTypes, ViewKind, ViewQuery } from '../inventory/views.ts';
import { containerPlace, kubectlExecLine } from '../reach/kubectl-line.ts';
import { createStore, type WritableStore } from '../store/create-store.ts';
import { version } from '../version.ts';
import type { CallMessage, CallName, Calls, FromWorker, LogRequest } from './protocol.ts';
import { initialStatus } from './initial-status.ts';
import { createLineQueue, type LineQueue } from './line-queue.ts';
import { openRun, type RunReceiver } from './remote-run.ts';
import { openView, type ViewReceiver } from './remote-view.ts';
import { TerminalLender } from './terminal-lender.ts';
import { unpackError } from './travelling-error.ts';
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
  readonly #calls = new Map<
    number,
    { resolve: (value: Calls[CallName]['answer']) => void; reject: (error: Error) => void }
  >();
  readonly #views = new Map<number, ViewReceiver>();
  readonly #followers = new Map<
    number,
    { readonly endpoint: Endpoint; readonly listener: (resolved: ResolvedEndpoint) => void }
  >();
  readonly #declared = new Map<
    number,
    { readonly link: LinkQuestion; readonly listener: (declared: DeclaredLink) => void }
  >();
  readonly #runs = new Map<number, RunReceiver>();
  readonly #logs = new Map<number, LineQueue<LogLine>>();

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
    const id = this.#nextId();
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
    return this.#call('resolve', { endpoint, patience });
  }

  follow(endpoint: Endpoint, listener: (resolved: ResolvedEndpoint) => void): () => void {
    const id = this.#nextId();
    this.#followers.set(id, { endpoint, listener });
    this.#worker.post({ type: 'follow', id, endpoint });
    return () => {
      if (this.#followers.delete(id)) this.#worker.post({ type: 'follow-end', id });
    };
  }

  find(text: string, patience = defaultPatience): Promise<Endpoint> {
    return this.#call('find', { text, patience });
  }

  detail(...[kind, namespace, name]: Parameters<Cluster['detail']>): ReturnType<Cluster['detail']> {
    return this.#call('detail', { kind, namespace, name });
  }

  review(question: Parameters<Cluster['review']>[0]): ReturnType<Cluster['review']> {
    return this.#call('review', question);
  }

  api(call: Parameters<Cluster['api']>[0]): ReturnType<Cluster['api']> {
    return this.#call('api', call);
  }

  readonly policies: Cluster['policies'] = {
    snapshot: (patience = defaultPatience) => this.#call('policySnapshot', { patience }),
    explain: (link, changes) => this.#call('policyExplain', { link, changes }),
    findings: () => this.#call('policyFindings', null),
    matrix: (query) => this.#call('policyMatrix', query),
    open: (policy, path = []) => this.#call('policyOpen', { policy, path }),
    onPod: (namespace, name) => this.#call('policiesOnPod', { namespace, name }),
    follow: (link, listener) => {
      const id = this.#nextId();
      this.#declared.set(id, { link, listener });
      this.#worker.post({ type: 'declare', id, link });
      return () => {
        if (this.#declared.delete(id)) this.#worker.post({ type: 'declare-end', id });
      };
    },
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
      run: (argv, options) => this.#run(target, argv, options),
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

  logs(target: ContainerTarget, { signal, ...options }: LogOptions): AsyncIterable<LogLine> {
    return { [Symbol.asyncIterator]: () => this.#readLog(target, options, signal)[Symbol.asyncIterator]() };
  }

  contexts(): ReturnType<Cluster['contexts']> {
    return this.#call('contexts', null);
  }

  contextHealth(context: string): ReturnType<Cluster['contextHealth']> {
    return this.#call('contextHealth', { context });
  }

  async logIn(terminal: boolean): Promise<void> {
    await this.#call('login', { terminal });
  }

  async switchContext(context: string): Promise<void> {
    await this.#beforeSwitch?.();
    this.#choice = { ...this.#choice, context };
    await this.#call('switchContext', { context });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const patience = new Promise<void>((resolve) => {
      setTimeout(resolve, closePatience).unref();
    });
    await Promise.race([this.#call('close', null).catch(() => {}), patience]);
    this.#closed = true;
    await this.#worker.terminate();
    this.#giveUp(closedError());
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
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
        this.#followers.get(message.id)?.listener(message.resolved);
        return;
      case 'declared':
        this.#declared.get(message.id)?.listener(message.declared);
        return;
      case 'answer':
        this.#calls.get(message.id)?.resolve(message.value);
        this.#calls.delete(message.id);
        return;
      case 'failure':
        this.#calls.get(message.id)?.reject(unpackError(message.error));
        this.#calls.delete(message.id);
        return;
      case 'run-lines':
        this.#runs.get(message.id)?.lines(message.stream, message.lines);
        return;
      case 'run-end':
        this.#runs.get(message.id)?.end(message.result);
        this.#runs.delete(message.id);
        return;
      case 'log-lines':
        this.#logs.get(message.id)?.push(message.lines);
        return;
      case 'log-end':
        this.#logs.get(message.id)?.end(message.error === undefined ? undefined : unpackError(message.error));
        this.#logs.delete(message.id);
        return;
      case 'terminal':
        this.#terminal.lend(message.id, message.need);
        return;
      case 'terminal-unwanted':
        this.#terminal.takeBack(message.id);
        return;
    }
  }

  #call<Name extends CallName>(name: Name, ask: Calls[Name]['ask']): Promise<Calls[Name]['answer']> {
    if (this.#closed) return Promise.reject(closedError());
    const id = this.#nextId();
    return new Promise((resolve, reject) => {
      // The worker answers a call with the answer of its name: `Calls` pairs them on both sides.
      this.#calls.set(id, { resolve, reject });
      this.#worker.post({ type: 'call', id, name, ask } as CallMessage);
    });
  }

  #run(target: ContainerTarget, argv: readonly string[], { signal, ...options }: RunOptions): Running {
    const id = this.#nextId();
    const { running, receiver } = openRun(signal, () => this.#worker.post({ type: 'stop', id }));
    if (this.#closed) {
      receiver.fail(closedError());
      return running;
    }
    this.#runs.set(id, receiver);
    this.#worker.post({ type: 'run', id, target, argv, options });
    return running;
  }

  #readLog(target: ContainerTarget, options: LogRequest, signal: AbortSignal | undefined): AsyncIterable<LogLine> {
    const id = this.#nextId();
    const stop = () => this.#worker.post({ type: 'stop', id });
    const queue = createLineQueue<LogLine>((lines) => this.#worker.post({ type: 'logs-taken', id, lines }), stop);
    if (this.#closed || signal?.aborted) {
      queue.end(signal?.aborted ? undefined : closedError());
      return queue;
    }
    signal?.addEventListener('abort', stop, { once: true });
    this.#logs.set(id, {
      ...queue,
      end: (error) => {
        signal?.removeEventListener('abort', stop);
        queue.end(error);
      },
    });
    this.#worker.post({ type: 'logs', id, target, options });
    return queue;
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
    for (const [id, { endpoint }] of this.#followers) this.#worker.post({ type: 'follow', id, endpoint });
    for (const [id, { link }] of this.#declared) this.#worker.post({ type: 'declare', id, link });
  }

  #giveUp(error: PlumblineError): void {
    this.#terminal.takeBackAll();
    for (const call of this.#calls.values()) call.reject(error);
    for (const run of this.#runs.values()) run.fail(error);
    for (const log of this.#logs.values()) log.end(error);
    this.#calls.clear();
    this.#runs.clear();
    this.#logs.clear();
  }
}

function closedError(): PlumblineError {
  return new PlumblineError('The cluster is closed.', { kind: 'interrupted', operation: 'ask the cluster' });
}
