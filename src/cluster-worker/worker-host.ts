import { type ErrorKind, PlumblineError } from '../contracts/errors.ts';
import type { Freshness } from '../contracts/cluster.ts';
import type { ClusterStatus } from '../contracts/cluster.ts';
import type { Endpoint } from '../contracts/endpoint.ts';
import type { Duration } from '../contracts/time.ts';
import { findEndpoint } from '../inventory/find.ts';
import type { Clock } from '../kube/clock.ts';
import { contextHealth } from '../kube/contexts/context-health.ts';
import { contextRows } from '../kube/contexts/context-rows.ts';
import type { Weigh } from '../kube/gate.ts';
import { loadKubeconfig } from '../kube/kubeconfig/load.ts';
import type { Environment } from '../kube/kubeconfig/paths.ts';
import { parseEndpointText } from '../link/parse-endpoint.ts';
import { callApi } from './call-api.ts';
import { ContextSession } from './context-session.ts';
import { readDetail } from './detail.ts';
import { DeclaredFollowers } from './declared-followers.ts';
import { FollowerDesk, resolveNow } from './followers.ts';
import { PolicyBoard, type PolicyMemory } from './policy-board.ts';
import type * as PolicyQuestions from './policy-questions.ts';
import { isPolicySettled } from './policy-settled.ts';
import { ProgramDesk } from './programs.ts';
import type { CallMessage, Calls, CallName, FromWorker, ToWorker, WorkerStart } from './protocol.ts';
import { TerminalBorrower } from './terminal-borrower.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { packError } from './travelling-error.ts';
import { isSettled, needsOf } from './view-needs.ts';
import { ViewDesk } from './views.ts';

const statusEvery: Duration = 200;
const followEvery: Duration = 100;
/** A problem that has lasted this long is an answer to who waits for the cluster; one of the kubeconfig is at once. */
const problemPatience: Duration = 3_000;
const lookEvery: Duration = 500;
/** How long a question about all policies waits for them to be read. */
const policyPatience: Duration = 10_000;
/** How long a closing worker waits for remote programs to be ended. */
const closePatience: Duration = 3_000;

export interface WorkerHostOptions {
  readonly start: WorkerStart;
  readonly env: Environment;
  readonly clock: Clock;
  readonly weigh: Weigh;
  readonly post: (message: FromWorker) => void;
  /** Everything has ended; nothing more is posted. */
  readonly closed: () => void;
  /** Called with every object that arrives. */
  readonly arrived?: () => void;
  /** Told when judging all policies leaves garbage. */
  readonly memory?: PolicyMemory;
}

/** The worker's side of the protocol: takes messages, owns the session of the current context. Nothing it does rejects or throws. */
export class WorkerHost {
  readonly #options: WorkerHostOptions;
  readonly #views: ViewDesk;
  readonly #followers: FollowerDesk;
  readonly #declared: DeclaredFollowers;
  readonly #programs: ProgramDesk;
  readonly #terminal: TerminalBorrower;
  readonly #status: Throttle;
  readonly #settle: Throttle;
  readonly #waiting = new Set<() => void>();
  #session: ContextSession;
  #policies: PolicyBoard;
  #sessions = 0;
  #told = '';
  #toldCni: { readonly now: ClusterStatus['cni'] } | undefined;

  constructor(options: WorkerHostOptions) {
    this.#options = options;
    const { clock, post } = options;
    const session = () => this.#session;
    this.#views = new ViewDesk(session, clock, post);
    this.#followers = new FollowerDesk(session, clock, post);
    this.#declared = new DeclaredFollowers(() => this.#policies, clock, post);
    this.#programs = new ProgramDesk(clock, post);
    this.#terminal = new TerminalBorrower(post);
    this.#status = createThrottle(clock, statusEvery, () => this.#tellStatus());
    this.#settle = createThrottle(clock, followEvery, () => {
      this.#session.settle();
      this.#followers.changed();
      this.#declared.changed();
      for (const look of this.#waiting) look();
    });
    this.#session = this.#open(options.start.choice.context);
    this.#policies = this.#board();
    this.#status.now();
  }

  take(message: ToWorker): void {
    switch (message.type) {
      case 'call':
        void this.#call(message);
        return;
      case 'view':
        this.#views.set(message.id, message.query);
        return;
      case 'view-close':
        this.#views.close(message.id);
        return;
      case 'follow':
        this.#followers.add(message.id, message.endpoint);
        return;
      case 'follow-end':
        this.#followers.remove(message.id);
        return;
      case 'declare':
        this.#declared.add(message.id, message.link);
        return;
      case 'declare-end':
        this.#declared.remove(message.id);
        return;
      case 'run':
        void this.#programs.run(message.id, this.#session, message.target, message.argv, message.options);
        return;
      case 'logs':
        void this.#programs.logs(message.id, this.#session, message.target, message.options);
        return;
      case 'logs-taken':
        this.#programs.logsTaken(message.id, message.lines);
        return;
      case 'stop':
        this.#programs.stop(message.id);
        return;
      case 'terminal-outcome':
        this.#terminal.settle(message.id, message.outcome);
        return;
    }
  }

  #board(): PolicyBoard {
    return new PolicyBoard(this.#session, this.#options.clock, this.#options.memory);
  }

  #open(context: string | undefined): ContextSession {
    const { start, env, weigh, clock } = this.#options;
    this.#sessions += 1;
    const number = this.#sessions;
    return new ContextSession(
      {
        choice: { ...start.choice, ...(context === undefined ? {} : { context }) },
        env,
        weigh,
        clock,
        userAgent: start.userAgent,
        terminal: { access: start.terminal, lend: this.#terminal.lend },
        changed: () => {
          if (number === this.#sessions) this.#changed();
        },
      },
      number,
    );
  }

  #changed(): void {
    this.#options.arrived?.();
    this.#status.ask();
    this.#settle.ask();
    this.#views.changed();
  }

  #tellStatus(): void {
    const { cni, ...status } = this.#session.status();
    const told = JSON.stringify(status);
    const sameCni = this.#toldCni !== undefined && this.#toldCni.now === cni;
    if (told === this.#told && sameCni) return;
    this.#told = told;
    this.#toldCni = { now: cni };
    this.#options.post({ type: 'status', status, ...(sameCni ? {} : { cni: { now: cni } }) });
  }

  async #call(message: CallMessage): Promise<void> {
    const { id, name } = message;
    try {
      const value = await this.#answer(message);
      // An answer must not overtake the status it was made from: the context's name, above all.
      if (name === 'resolve' || name === 'find') this.#status.now();
      this.#options.post({ type: 'answer', id, value });
    } catch (error) {
      this.#options.post({ type: 'failure', id, error: packError(error, callWords[name]) });
    }
    if (name === 'close') this.#options.closed();
  }

  async #answer(message: CallMessage): Promise<Calls[CallName]['answer']> {
    switch (message.name) {
      case 'resolve': {
        const { endpoint, patience } = message.ask;
        if ('namespace' in endpoint) this.#session.lookInto(endpoint.namespace);
        await this.#until(() => this.#settled(endpoint.kind) || this.#hopeless(), patience);
        return resolveNow(endpoint, this.#session, this.#options.clock);
      }
      case 'find':
        return this.#find(message.ask);
      case 'detail':
        return readDetail(this.#session, message.ask);
      case 'review':
        return (await this.#session.reviews()).ask(message.ask);
      case 'api':
        return callApi(await this.#session.connection(), message.ask, this.#session.signal);
      case 'policySnapshot':
        await this.#until(() => isPolicySettled(this.#session) || this.#hopeless(), message.ask.patience);
        this.#expectPods(message.ask.patience);
        return this.#policies.snapshot();
      case 'policyExplain':
        return this.#judge(async (questions) => questions.explain(this.#policies, message.ask, this.#options.clock));
      case 'policyFindings':
        return this.#judge(async (questions) => questions.findings(this.#policies));
      case 'policyMatrix':
        return this.#judge(async (questions) => questions.matrix(this.#policies, message.ask));
      case 'policyOpen':
        return this.#judge(async (questions) => questions.open(this.#policies, message.ask, this.#session));
      case 'policiesOnPod':
        return this.#judge(async (questions) => questions.onPod(this.#policies, message.ask, this.#session.inventory));
      case 'contexts':
        return await contextRows(await loadKubeconfig(this.#options.start.choice.kubeconfig, this.#options.env));
      case 'contextHealth': {
        const { start, env, weigh, clock } = this.#options;
        const choice = { ...start.choice, context: message.ask.context };
        return await contextHealth({ choice, env, weigh, clock, userAgent: start.userAgent });
      }
      case 'login':
        this.#session.logIn(message.ask.terminal);
        return null;
      case 'switchContext':
        await this.#switch(message.ask.context);
        return null;
      case 'close':
        await this.#close();
        return null;
    }
  }

  /** Answers a question about all policies; what answers it is loaded when the first one is asked. */
  async #judge<Answer>(answer: (questions: typeof PolicyQuestions) => Promise<Answer>): Promise<Answer> {
    await this.#until(() => isPolicySettled(this.#session) || this.#hopeless(), policyPatience);
    this.#expectPods(policyPatience);
    return answer(await import('./policy-questions.ts'));
  }

  async #find({ text, patience }: Calls['find']['ask']): Promise<Endpoint> {
    const parsed = parseEndpointText(text);
    if (parsed.kind === 'endpoint') return parsed.endpoint;
    const slash = parsed.search.indexOf('/');
    const namespace = parsed.search.slice(0, slash);
    const name = parsed.search.slice(slash + 1);
    this.#session.lookInto(namespace);
    const known = () => this.#settled('pod') && this.#settled('workload') && this.#settled('service');
    await this.#until(() => known() || this.#hopeless(), patience);
    try {
      return findEndpoint(namespace, name, this.#session.inventory);
    } catch (error) {
      // What was not read cannot be said not to be there.
      throw this.#whyUnknown(text, this.#session.freshnessIn('pods', namespace), patience) ?? error;
    }
  }

  /** Throws where no pod at all could be read: an answer about none would be about nothing. */
  #expectPods(patience: Duration): void {
    const why = this.#whyUnknown('The policies', this.#session.freshness('pods'), patience);
    if (why !== undefined) throw why;
  }

  /** Why nothing can be said about what needs pods to be known; undefined when they were read. */
  #whyUnknown(text: string, pods: Freshness, patience: Duration): PlumblineError | undefined {
    const unknown = (kind: ErrorKind, sentence: string, nextStep: string | undefined) =>
      new PlumblineError(kind === 'configuration' ? sentence : `${text} could not be looked up: ${sentence}`, {
        kind,
        operation: 'find an endpoint',
        object: text,
        ...(nextStep === undefined ? {} : { nextStep }),
      });
    if (pods.state === 'denied') {
      return unknown(
        'forbidden',
        pods.sentence,
        'Ask for list and watch on pods there; `plumbline rbac` prints the Role, `kubectl auth can-i --list` what you have.',
      );
    }
    if (isSettled(pods)) return undefined;
    const { problem } = this.#session;
    if (problem !== undefined) return unknown(problem.kind, problem.sentence, problem.nextStep);
    return unknown(
      'unreachable',
      `the cluster did not list its pods within ${patience / 1000} s.`,
      'The API server may be slow or overloaded: try again.',
    );
  }

  /** Waiting on will not help: what is wrong with the kubeconfig stays so, and other trouble has lasted. */
  #hopeless(): boolean {
    const { failure } = this.#session;
    if (failure === undefined) return false;
    return failure.kind === 'configuration' || this.#options.clock.now() - failure.since >= problemPatience;
  }

  #settled(kind: Endpoint['kind']): boolean {
    return needsOf(kind).every((resource) => isSettled(this.#session.freshness(resource)));
  }

  /** Waits until something holds, at most `patience`. */
  #until(holds: () => boolean, patience: Duration): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        cancelLook();
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (holds()) done();
      };
      const { clock } = this.#options;
      // A log-in takes as long as somebody types; the patience is with the cluster, and starts when that is over.
      let cancel = () => {};
      let waited = false;
      const late = () => {
        if (this.#session.loggingIn) {
          waited = true;
          cancel = clock.after(lookEvery, late);
        } else if (waited) {
          waited = false;
          cancel = clock.after(patience, late);
        } else done();
      };
      cancel = clock.after(patience, late);
      // Some of what is waited for is time that passes.
      let cancelLook = () => {};
      const lookAgain = () => {
        cancelLook = clock.after(lookEvery, lookAgain);
        look();
      };
      this.#waiting.add(look);
      lookAgain();
    });
  }

  async #switch(context: string): Promise<void> {
    const previous = this.#session;
    this.#session = this.#open(context);
    this.#policies = this.#board();
    this.#status.now();
    this.#views.changed();
    this.#followers.changed();
    this.#declared.changed();
    await previous.end();
    // An unknown context is an error of who asked, besides a state that the header shows.
    await this.#session.connection();
  }

  async #close(): Promise<void> {
    this.#programs.stopAll();
    await this.#until(() => this.#programs.running === 0, closePatience);
    this.#status.stop();
    this.#settle.stop();
    this.#declared.stop();
    await this.#session.end();
  }
}

const callWords: Readonly<Record<CallName, string>> = {
  resolve: 'resolve an endpoint',
  find: 'find an endpoint',
  detail: 'read an object',
  review: 'ask what you may do',
  api: 'ask the API server',
  policySnapshot: 'read the policies',
  policyExplain: 'explain what the policies declare',
  policyFindings: 'look for what is amiss with the policies',
  policyMatrix: 'reckon the matrix of allowed flows',
  policyOpen: 'read a policy',
  policiesOnPod: 'find the policies on a pod',
  contexts: 'list the contexts',
  contextHealth: 'ask whether a context answers',
  login: 'log in',
  switchContext: 'switch the context',
  close: 'close the cluster',
};
