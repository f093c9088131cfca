import type { Backend, BackendProcess } from '../../backend.ts';
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

/** Runs the commands that clients give their containers, in the backend, and keeps what they say. */
export class ContainerRuntime {
  readonly #backend: Backend;
  readonly #world: World;
  readonly #onEnd: (end: ContainerEnd) => void;
  readonly #lives = new Map<string, Life>();

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
  }

  /** What the container, or with `previous` the one before it, has written; undefined when no command of it ran. */
  output(podUid: string, container: string, previous: boolean): ContainerOutput | undefined {
    const life = this.#lives.get(keyOf(podUid, container));
    return previous ? life?.previous : life?.output;
  }

  /** The container's first process while it runs. */
  process(podUid: string, container: string): BackendProcess | undefined {
    return this.#lives.get(keyOf(podUid, container))?.process;
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
    const life: Life = { podUid, restartCount, output, previous, process: undefined, cancelled: false };
    this.#lives.set(key, life);
    this.#run(life, pod, name, argv).then(
      ({ exitCode, startError }) => this.#onEnd({ podUid, container: name, restartCount, exitCode, startError }),
      (error: unknown) =>
        this.#onEnd({ podUid, container: name, restartCount, exitCode: 128, startError: String(error) }),
    );
  }

  async #run(
    life: Life,
    pod: Pod,
    container: string,
    argv: readonly string[],
  ): Promise<Pick<ContainerEnd, 'exitCode' | 'startError'>> {
    const { stdin, tty } = containerManifest(pod, container) ?? {};
    const start = await this.#backend.exec({ pod, container, argv, stdin: stdin === true, tty: tty === true });
    if (!start.started) {
      life.output.end();
      return { exitCode: 128, startError: createError(start.message) };
    }
    const { process } = start;
    life.process = process;
    process.stdin.on('error', () => undefined);
    if (stdin !== true) process.stdin.end();
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
