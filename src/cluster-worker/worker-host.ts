import type { Duration } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';
import type { Weigh } from '../kube/gate.ts';
import type { Environment } from '../kube/kubeconfig/paths.ts';
import { answerCall, type CallSources } from './call-desk.ts';
import { callWords } from './call-words.ts';
import { Captures } from './captures.ts';
import { CniBoard } from './cni-board.ts';
import { ContextSession } from './context-session.ts';
import { DeclaredFollowers } from './declared-followers.ts';
import { FollowerDesk } from './followers.ts';
import { KnownNodesTeller } from './known-nodes.ts';
import { NodeMemory } from './node-memory.ts';
import { NodePlaces } from './node-places.ts';
import { PolicyBoard, type PolicyMemory } from './policy-board.ts';
import { ProgramDesk } from './programs.ts';
import type { CallMessage, Calls, CallName, FromWorker, ToWorker, WorkerStart } from './protocol.ts';
import { startProgram } from './start-program.ts';
import { StatusTeller } from './status-teller.ts';
import { TerminalBorrower } from './terminal-borrower.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { kubectlOf } from './pod-places.ts';
import { packError } from './travelling-error.ts';
import { ViewDesk } from './views.ts';
import { WaitingRoom } from './waiting-room.ts';

const statusEvery: Duration = 200;
const followEvery: Duration = 100;
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
  readonly #waiting: WaitingRoom;
  readonly #sources: CallSources;
  readonly #known: KnownNodesTeller;
  #session: ContextSession;
  #policies: PolicyBoard;
  #nodes: NodePlaces;
  #captures: Captures;
  #cni: CniBoard;
  #memory: NodeMemory | undefined;
  #sessions = 0;

  constructor(options: WorkerHostOptions) {
    this.#options = options;
    const { clock, post } = options;
    const session = () => this.#session;
    const policies = () => this.#policies;
    const status = new StatusTeller(post);
    this.#waiting = new WaitingRoom(clock, session);
    this.#sources = {
      ...options,
      session,
      policies,
      nodes: () => this.#nodes,
      captures: () => this.#captures,
      cni: () => this.#cni,
      waiting: this.#waiting,
    };
    this.#known = new KnownNodesTeller(session, options.start.nodes?.named, post);
    this.#views = new ViewDesk(session, clock, post);
    this.#followers = new FollowerDesk(session, clock, post);
    this.#declared = new DeclaredFollowers(policies, clock, post);
    this.#programs = new ProgramDesk(clock, post);
    this.#terminal = new TerminalBorrower(post);
    this.#status = createThrottle(clock, statusEvery, () => status.tell(this.#session.status()));
    this.#settle = createThrottle(clock, followEvery, () => {
      this.#session.settle();
      this.#memory?.look();
      this.#followers.changed();
      this.#declared.changed();
      this.#waiting.look();
      this.#known.changed();
    });
    this.#session = this.#open(options.start.choice.context);
    this.#policies = this.#board();
    this.#nodes = this.#places();
    this.#captures = this.#openCaptures();
    this.#cni = this.#looker();
    this.#memory = this.#remember();
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
        this.#run(message);
        return;
      case 'want-nodes':
        this.#known.want();
        return;
      case 'cni-watch':
        this.#cni.watch(message.on);
        return;
      case 'trust-key':
        this.#nodes.trust(message.fingerprint);
        return;
      case 'adopt-pod':
        this.#nodes.adopt(message.node, message.pod);
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

  #run({ id, target, argv, options }: Extract<ToWorker, { readonly type: 'run' }>): void {
    const places = { session: this.#session, nodes: this.#nodes };
    void this.#programs.run(id, this.#session.signal, (signal) => startProgram(places, target, argv, options, signal));
  }

  #places(): NodePlaces {
    const { start, env, clock, post } = this.#options;
    return new NodePlaces({
      settings: start.nodes,
      session: this.#session,
      waiting: this.#waiting,
      kubeconfig: start.choice.kubeconfig,
      mode: start.mode,
      env,
      clock,
      terminal: { access: start.terminal, lend: this.#terminal.lend },
      post,
    });
  }

  #looker(): CniBoard {
    const { start, clock, post } = this.#options;
    const session = this.#session;
    const kubectl = () => kubectlOf(session, start.choice.kubeconfig);
    return new CniBoard({ session, nodes: this.#nodes, waiting: this.#waiting, kubectl, clock, post });
  }

  #remember(): NodeMemory | undefined {
    const { start, clock } = this.#options;
    if (start.nodes === undefined) return undefined;
    return new NodeMemory({ session: this.#session, stateFolder: start.nodes.stateFolder, clock });
  }

  #openCaptures(): Captures {
    const { start, clock, post } = this.#options;
    return new Captures({
      session: this.#session,
      nodes: this.#nodes,
      waiting: this.#waiting,
      clock,
      runtimeFolder: start.nodes?.runtimeFolder,
      kubeconfig: start.choice.kubeconfig,
      post,
    });
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
      case 'login':
        this.#session.logIn(message.ask.terminal);
        return null;
      case 'switchContext':
        await this.#switch(message.ask.context);
        return null;
      case 'close':
        await this.#close();
        return null;
      default:
        return answerCall(message, this.#sources);
    }
  }

  async #switch(context: string): Promise<void> {
    const previous = this.#session;
    const nodes = this.#nodes;
    const captures = this.#captures;
    this.#cni.end();
    this.#session = this.#open(context);
    this.#policies = this.#board();
    this.#nodes = this.#places();
    this.#cni = this.#looker();
    this.#memory = this.#remember();
    this.#status.now();
    this.#views.changed();
    this.#followers.changed();
    this.#declared.changed();
    // What runs on nodes is ended by the ways that lead there.
    await captures.close();
    await Promise.all([previous.end(), nodes.close()]);
    // An unknown context is an error of who asked, besides a state that the header shows.
    await this.#session.connection();
  }

  async #close(): Promise<void> {
    this.#programs.stopAll();
    await Promise.all([this.#waiting.until(() => this.#programs.running === 0, closePatience), this.#captures.close()]);
    this.#status.stop();
    this.#settle.stop();
    this.#declared.stop();
    this.#cni.end();
    await Promise.all([this.#session.end(), this.#nodes.close()]);
  }
}
