import { PassThrough, Writable } from 'node:stream';
import type { Backend, BackendProcess, ExecStart } from '../../backend.ts';
import { containerManifest, entrypointOf } from '../../world/container.ts';
import { asRecord } from '../../world/fields.ts';
import type { ContainerStatus, Pod } from '../../world/shapes.ts';
import type { World } from '../../world/types.ts';
import { ContainerOutput } from './container-output.ts';

/** How a container's first process ended. */
export interface ContainerEnd {
  readonly podUid: string;
  readonly container: string;
  readonly restartCount: number;
  readonly exitCode: number;
  /** Why the runtime could not even start it. */
  readonly startError: string | undefined;
}

interface Life {
  readonly podUid: string;
  readonly restartCount: number;
  readonly output: ContainerOutput;
  readonly previous: ContainerOutput | undefined;
  readonly start: Promise<ExecStart>;
  process: BackendProcess | undefined;
  cancelled: boolean;
}

const keyOf = (podUid: string, container: string): string => `${podUid}/${container}`;

const statusesOf = ({ status }: Pod): readonly ContainerStatus[] => [
  ...(status.containerStatuses ?? []),
  ...(status.ephemeralContainerStatuses ?? []),
];

/** Whether a container's state is running. */
export const isRunning = (status: ContainerStatus): boolean => asRecord(status.state)['running'] !== undefined;

/** How long a process that was asked to end may take, milliseconds. */
const patience = 1000;

/** How long a client waits for a command that is about to begin, milliseconds. */
const beginPatience = 10_000;

/** A process as one of several clients sees it; only with `once` does the client's end end its input. */
function shared(process: BackendProcess, once: boolean): BackendProcess {
  const stdin = new Writable({
    write: (bytes, _encoding, done) => {
      process.stdin.write(bytes);
      done();
    },
    final: (done) => {
      if (once) process.stdin.end();
      done();
    },
  });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  for (const [from, to] of [
    [process.stdout, stdout],
    [process.stderr, stderr],
  ] as const) {
    // A stream that is over tells nobody so again.
    if (from.readableEnded) to.end();
    else from.pipe(to);
  }
  return { ...process, stdin, stdout, stderr };
}

/** Runs the commands that clients give their containers, in the backend, and keeps what they say. */
export class ContainerRuntime {
  readonly #backend: Backend;
  readonly #world: World;
  readonly #onEnd: (end: ContainerEnd) => void;
  readonly #lives = new Map<string, Life>();
  readonly #watchers = new Set<() => void>();

  constructor(backend: Backend, world: World, onEnd: (end: ContainerEnd) => void) {
    this.#backend = backend;
    this.#world = world;
    this.#onEnd = onEnd;
  }

  /** Starts what the pods' statuses say is running and does not run yet, and ends what should not run any more. */
  follow(pods: readonly Pod[]): void {
    const present = new Set(pods.map(({ metadata }) => metadata.uid ?? ''));
    const wanted = new Set<string>();
    for (const pod of pods) {
      for (const status of statusesOf(pod).filter(isRunning)) {
        const key = keyOf(pod.metadata.uid ?? '', status.name);
        wanted.add(key);
        const life = this.#lives.get(key);
        if (life?.restartCount !== status.restartCount) this.#begin(key, pod, status, life?.output);
      }
    }
    for (const [key, life] of this.#lives) {
      if (!wanted.has(key)) this.#cancel(life);
      if (!present.has(life.podUid)) this.#lives.delete(key);
    }
    for (const watcher of this.#watchers) watcher();
  }

  /** What the container, or with `previous` the one before it, has written; undefined when no command of it ran. */
  output(podUid: string, container: string, previous: boolean): ContainerOutput | undefined {
    const life = this.#lives.get(keyOf(podUid, container));
    return previous ? life?.previous : life?.output;
  }

  /** Resolves once the command of a container that is said to run has begun, or after a while without. */
  begun(pod: Pod, container: string): Promise<void> {
    const status = statusesOf(pod).find(({ name }) => name === container);
    const key = keyOf(pod.metadata.uid ?? '', container);
    const there = (): boolean => this.#lives.get(key)?.restartCount === status?.restartCount;
    if (status === undefined || !isRunning(status) || there()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (there()) done();
      };
      const done = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      const timer = setTimeout(done, beginPatience);
      this.#watchers.add(look);
    });
  }

  /** Joins a container's first process: what it writes from now on, and its input. */
  async attach(pod: Pod, container: string): Promise<ExecStart> {
    await this.begun(pod, container);
    const start = await this.#lives.get(keyOf(pod.metadata.uid ?? '', container))?.start;
    if (start?.started !== true) {
      const message =
        start?.message ?? `unable to upgrade connection: container not found (${JSON.stringify(container)})`;
      return { started: false, message };
    }
    const { stdinOnce } = containerManifest(pod, container) ?? {};
    return { started: true, process: shared(start.process, stdinOnce === true) };
  }

  /** Ends everything at once. */
  stop(): void {
    for (const { process } of this.#lives.values()) process?.kill('SIGKILL');
    this.#lives.clear();
  }

  #begin(key: string, pod: Pod, { name, restartCount }: ContainerStatus, previous: ContainerOutput | undefined): void {
    const argv = entrypointOf(this.#world, pod, name);
    if (argv === undefined) return;
    const output = new ContainerOutput();
    const podUid = pod.metadata.uid ?? '';
    const { stdin, tty } = containerManifest(pod, name) ?? {};
    const start = this.#backend.exec({ pod, container: name, argv, stdin: stdin === true, tty: tty === true });
    const life: Life = { podUid, restartCount, output, previous, start, process: undefined, cancelled: false };
    this.#lives.set(key, life);
    this.#run(life, stdin === true).then(
      ({ exitCode, startError }) => this.#onEnd({ podUid, container: name, restartCount, exitCode, startError }),
      (error: unknown) =>
        this.#onEnd({ podUid, container: name, restartCount, exitCode: 128, startError: String(error) }),
    );
  }

  async #run(life: Life, stdin: boolean): Promise<Pick<ContainerEnd, 'exitCode' | 'startError'>> {
    const start = await life.start;
    if (!start.started) {
      life.output.end();
      return { exitCode: 128, startError: createError(start.message) };
    }
    const { process } = start;
    life.process = process;
    process.stdin.on('error', () => undefined);
    if (!stdin) process.stdin.end();
    if (life.cancelled) process.kill('SIGKILL');
    life.output.take(process.stdout);
    life.output.take(process.stderr);
    const exitCode = await process.exitCode;
    life.process = undefined;
    life.output.end();
    return { exitCode, startError: undefined };
  }

  #cancel(life: Life): void {
    const { process, cancelled } = life;
    if (cancelled) return;
    life.cancelled = true;
    if (process === undefined) return;
    process.kill('SIGTERM');
    const timer = setTimeout(() => process.kill('SIGKILL'), patience);
    const done = (): void => clearTimeout(timer);
    process.exitCode.then(done, done);
  }
}

/** The backend's words for an exec, as the runtime words it for a container that it could not create. */
function createError(message: string): string {
  const reason = /exec: .*$/s.exec(message)?.[0] ?? message;
  const head = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: ';
  return `${head}runc create failed: unable to start container process: error during container init: ${reason}`;
}
