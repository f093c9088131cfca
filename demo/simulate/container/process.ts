/** A signal ended the program; a container runtime reports 128+n. */
export class Signalled extends Error {
  readonly signal: SignalName;

  constructor(signal: SignalName) {
    super(`ended by SIG${signal}`);
    this.name = 'Signalled';
    this.signal = signal;
  }
}

/** The signals that programs in the simulation know, with their numbers. */
export const signalNumbers = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, PIPE: 13, ALRM: 14, TERM: 15 } as const;
export type SignalName = keyof typeof signalNumbers;
const signals: readonly SignalName[] = ['HUP', 'INT', 'QUIT', 'KILL', 'PIPE', 'ALRM', 'TERM'];

/** The signal of a name or number, as kill takes it: 'TERM', 'SIGTERM', '15'; undefined for any other text. */
export function signalNamed(text: string): SignalName | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  return signals.find((signal) => signal === name || String(signalNumbers[signal]) === name);
}

/** A process of a simulated container: what signals end, and what waits must give up with it. */
export interface Process {
  readonly pid: number;
  /** The program's name, as ps shows it. */
  readonly name: string;
  /** The process group; a negative argument of `kill` addresses it. */
  readonly group: number;
  /** The pid of the exec'ed process it descends from. */
  readonly session: number;
  /** Throws Signalled when a signal has ended it: the program may not have noticed yet. */
  assertAlive(): void;
  /** Becomes the leader of a group of its own, as timeout does. */
  leadGroup(): void;
  /** Runs when the signal arrives instead of ending; SIGKILL cannot be caught. */
  trap(signal: SignalName, handler: (() => void) | undefined): void;
  signal(signal: SignalName): void;
  /** Waits for a promise; rejects with Signalled as soon as the process is ended. */
  wait<T>(promise: Promise<T>): Promise<T>;
  sleep(milliseconds: number): Promise<void>;
  /** Called once when the process is over, however it ended. */
  onExit(listener: () => void): void;
}

/** The processes of one pod. */
export interface ProcessTable {
  /** Starts a process: `parent` gives its session and group; without one it heads its own. */
  spawn(
    name: string,
    body: (process: Process) => Promise<number>,
    options?: { readonly parent?: Process },
  ): { readonly process: Process; readonly exitCode: Promise<number> };
  /** Sends a signal to a pid, or to a group when negative; false when there is none. */
  kill(pid: number, signal: SignalName): boolean;
  /** Whether a pid, or when negative a group, is alive: `kill -0`. */
  exists(pid: number): boolean;
  /** Ends everything that descends from an exec'ed process. */
  killSession(session: number, signal: SignalName): void;
  find(pid: number): Process | undefined;
  list(): readonly Process[];
}

/** An empty table; pids start where a container's exec'ed processes usually do. */
export function createProcessTable(): ProcessTable {
  const running = new Map<number, Process>();
  let nextPid = 20;
  const addressed = (pid: number) =>
    [...running.values()].filter((one) => (pid < 0 ? one.group === -pid : one.pid === pid));
  return {
    spawn(name, body, options = {}) {
      options.parent?.assertAlive();
      nextPid += 1;
      const pid = nextPid;
      const group = options.parent?.group ?? pid;
      const { process, finish } = createProcess({ name, pid, group, session: options.parent?.session ?? pid });
      running.set(pid, process);
      const exitCode = body(process)
        .catch((error: unknown) => {
          if (error instanceof Signalled) {
            return 128 + signalNumbers[error.signal];
          }
          throw error;
        })
        .finally(() => {
          running.delete(pid);
          finish();
        });
      return { process, exitCode };
    },
    kill(pid, signal) {
      const targets = addressed(pid);
      for (const target of targets) {
        target.signal(signal);
      }
      return targets.length > 0;
    },
    killSession(session, signal) {
      for (const target of [...running.values()].filter((one) => one.session === session)) {
        target.signal(signal);
      }
    },
    find: (pid) => running.get(pid),
    exists: (pid) => addressed(pid).length > 0,
    list: () => [...running.values()],
  };
}

function createProcess(identity: Pick<Process, 'name' | 'pid' | 'group' | 'session'>): {
  process: Process;
  finish: () => void;
} {
  const traps = new Map<SignalName, () => void>();
  const exitListeners: (() => void)[] = [];
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {});
  const wait = <T>(promise: Promise<T>): Promise<T> => Promise.race([ended.promise, promise]);
  let group = identity.group;
  let end: Signalled | undefined;
  const process: Process = {
    ...identity,
    get group() {
      return group;
    },
    assertAlive() {
      if (end !== undefined) {
        throw end;
      }
    },
    leadGroup() {
      group = identity.pid;
    },
    trap(signal, handler) {
      if (handler === undefined) {
        traps.delete(signal);
      } else {
        traps.set(signal, handler);
      }
    },
    signal(signal) {
      const handler = signal === 'KILL' ? undefined : traps.get(signal);
      if (handler === undefined) {
        end ??= new Signalled(signal);
        ended.reject(end);
      } else {
        handler();
      }
    },
    wait,
    async sleep(milliseconds) {
      const timeout = Promise.withResolvers<void>();
      // Node fires at once for more than 2^31-1 ms; the longest sleep is 24 days.
      const timer = setTimeout(timeout.resolve, Math.min(milliseconds, 2 ** 31 - 1));
      timers.add(timer);
      try {
        await wait(timeout.promise);
      } finally {
        clearTimeout(timer);
        timers.delete(timer);
      }
    },
    onExit: (listener) => void exitListeners.push(listener),
  };
  const finish = () => {
    // Waits that lost a race would keep the demo alive for as long as they were asked for.
    timers.forEach(clearTimeout);
    exitListeners.splice(0).forEach((listener) => listener());
  };
  return { process, finish };
}
