import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type {
  Backend,
  BackendProcess,
  ClusterObjects,
  ExecRequest,
  ExecStart,
  NodeCommand,
  NodeProcess,
} from '../../demo/backend.ts';
import type { Fault } from '../../demo/faults/types.ts';
import { sessionOf } from '../../demo/lab/session-process.ts';

const missing = (program: string): ExecStart => ({
  started: false,
  message: `failed to exec in container: failed to start exec "0": OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH`,
});

/** A backend that runs what is exec'ed as processes of this machine, and keeps what it was told for the test to read. */
export class LocalBackend implements Backend {
  readonly name = 'simulate';
  readonly synced: ClusterObjects[] = [];
  readonly faults: [name: string, on: boolean][] = [];
  /** When set, the next sync fails with it. */
  failure: Error | undefined;
  /** A folder of programs that go before the machine's own. */
  readonly #programs: string | undefined;

  constructor(programs?: string) {
    this.#programs = programs;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  sync(objects: ClusterObjects): Promise<void> {
    this.synced.push(objects);
    const { failure } = this;
    this.failure = undefined;
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  }

  setFault(fault: Fault, on: boolean): Promise<void> {
    this.faults.push([fault.name, on]);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  execOnNode({ line }: NodeCommand): Promise<NodeProcess> {
    return Promise.resolve(
      sessionOf(
        spawn('sh', line === undefined ? [] : ['-c', line], { stdio: ['pipe', 'pipe', 'pipe'], detached: true }),
      ),
    );
  }

  exec({ argv }: ExecRequest): Promise<ExecStart> {
    const [program = '', ...rest] = argv;
    return new Promise((resolve) => {
      const PATH = [this.#programs, process.env['PATH']].filter(Boolean).join(':');
      const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, PATH } });
      child.once('error', () => resolve(missing(program)));
      child.once('spawn', () => {
        const exitCode = new Promise<number>((exited) => {
          child.once('exit', (code, signal) => exited(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
        });
        const process: BackendProcess = {
          stdin: child.stdin,
          stdout: child.stdout,
          stderr: child.stderr,
          exitCode,
          kill: (signal) => {
            child.kill(signal);
          },
        };
        resolve({ started: true, process });
      });
    });
  }
}
