import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemPath } from './programs.ts';

/*
 * Two user namespaces, one inside the other. The outer one is only a door: entering it gives a process, for a moment,
 * the right to join the inner one's network and mount namespaces. The inner one owns all of them, and its owner is the
 * uid that runs in the outer one; the kernel grants the owner of a user namespace every capability over it. So a
 * program that is started in a pod needs no capabilities of its own, and nothing needs root, a setuid program or uid 0
 * inside (tcpdump, as uid 0, would try to drop privileges and fail).
 */

const nobody = 65_534;

/**
 * The identity that everything inside runs as: root steps down to nobody, anyone else stays who they are. Root of a
 * container that has no nobody stays root; there tcpdump does not work in the lab.
 */
export const insideIdentity: Pick<SpawnOptions, 'uid' | 'gid'> =
  process.platform === 'linux' && process.getuid?.() === 0 && hasNobody() ? { uid: nobody, gid: nobody } : {};

/** Format of the maps: user_namespaces(7), lines of first id inside, first id outside, how many. */
function hasNobody(): boolean {
  return ['uid_map', 'gid_map'].every((map) =>
    readFileSync(`/proc/self/${map}`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .some(([first = 0, , count = 0]) => first <= nobody && nobody < first + count),
  );
}

const startPatience = 5_000;
const scriptPatience = 20_000;
const endPatience = 5_000;

interface Waiting {
  readonly output: string[];
  readonly settle: (error: Error | undefined, output: string) => void;
}

/** The namespaces of one lab and the shell that is their first process. */
export interface Sandbox {
  /** Runs a shell script inside with every capability; rejects with its output when a command of it fails. */
  run(script: string): Promise<string>;
  /** The arguments of `nsenter` that lead into the namespaces of process `pid`, as it is numbered inside. */
  doorTo(pid: number, networkNamespace: string): readonly string[];
  /** Resolves when the first process is gone, and with it everything inside. */
  stop(): Promise<void>;
}

/**
 * Opens the namespaces. The first process of the pid namespace is a shell that reads its script from a pipe: when
 * whoever holds the other end is gone, however it went, the shell reads the end of file, ends, and the kernel ends
 * everything in there with it.
 */
export async function openSandbox(): Promise<Sandbox> {
  const outer = ['-Ump', '-c', '--keep-caps', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('unshare', [...outer, 'unshare', '-Umn', '-c', '--keep-caps', 'sh'], {
    ...insideIdentity,
    cwd: '/',
    env: { PATH: systemPath, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in the owner's terminal must not end the lab before its owner has taken leave of it.
    detached: true,
  });
  const shell = new ShellConversation(child);
  try {
    await shell.run(':', startPatience);
    const firstProcess = hostPidOfOnlyChild(child.pid ?? 0);
    shell.firstProcess = firstProcess;
    const inside = `/proc/${firstProcess}/root`;
    return {
      run: (script) => shell.run(script, scriptPatience),
      doorTo: (pid, networkNamespace) => [
        `--user=/proc/${child.pid}/ns/user`,
        `--pid=/proc/${child.pid}/ns/pid_for_children`,
        `--net=${inside}/run/netns/${networkNamespace}`,
        `--mount=${inside}/proc/${pid}/ns/mnt`,
        `--uts=${inside}/proc/${pid}/ns/uts`,
        '--preserve-credentials',
        '--',
      ],
      stop: () => shell.end(),
    };
  } catch (error) {
    await shell.end();
    throw error;
  }
}

/** `unshare --fork` has one child: the first process of the pid namespace, here by the number it has outside. */
function hostPidOfOnlyChild(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const only = Number(children.split(' ')[0]);
  if (!Number.isInteger(only) || only <= 0) throw new Error('The lab has no first process.');
  return only;
}

/** Speaks with the shell: one script at a time goes in, its output and exit status come out. */
class ShellConversation {
  readonly #ended: Promise<void>;
  /** The shell itself, by the number it has outside; `unshare`, its parent, until that is known. */
  firstProcess: number | undefined;
  readonly #child: ChildProcess;
  readonly #complaints: string[] = [];
  readonly #waiting: Waiting[] = [];
  #isEnded = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      const finish = (reason: string) => {
        if (this.#isEnded) return;
        this.#isEnded = true;
        for (const waiting of this.#waiting.splice(0)) waiting.settle(new Error(this.#lastWords(reason)), '');
        resolve();
      };
      child.once('error', (error) => finish(error.message));
      child.once('close', () => finish('The first process of the lab ended.'));
    });
    // A broken pipe is told by 'close' as well; without a listener it would end the whole program.
    child.stdin?.on('error', () => {});
    child.stderr?.on('data', (bytes: Buffer) => {
      this.#complaints.push(bytes.toString());
      if (this.#complaints.length > 50) this.#complaints.shift();
    });
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => this.#hear(line));
  }

  /** Rejects with the script's output if a command fails, if it takes longer than `patience` milliseconds, or if the shell ends. */
  run(script: string, patience: number): Promise<string> {
    if (this.#isEnded) return Promise.reject(new Error(this.#lastWords('The lab has ended.')));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.settle(new Error(`The lab did not finish a script within ${patience / 1000} s.`), '');
      }, patience);
      const waiting: Waiting = {
        output: [],
        settle: (error, output) => {
          clearTimeout(timer);
          if (error === undefined) resolve(output);
          else reject(error);
        },
      };
      this.#waiting.push(waiting);
      this.#child.stdin?.write(`(\nset -e\n${script}\n) </dev/null 2>&1\necho "${endMark} $?"\n`);
    });
  }

  /**
   * Kills the first process. The kernel lets its parent know only when everything else in the pid namespace is gone,
   * so after this nothing is left.
   */
  async end(): Promise<void> {
    if (this.#isEnded) return;
    this.#child.stdin?.end();
    if (this.firstProcess === undefined) this.#child.kill('SIGKILL');
    else killIfThere(this.firstProcess);
    const timer = setTimeout(() => this.#child.stdout?.destroy(), endPatience);
    await this.#ended;
    clearTimeout(timer);
  }

  #hear(line: string): void {
    const waiting = this.#waiting[0];
    if (waiting === undefined) return;
    if (!line.startsWith(endMark)) {
      waiting.output.push(line);
      return;
    }
    this.#waiting.shift();
    const output = waiting.output.join('\n');
    const status = Number(line.slice(endMark.length));
    waiting.settle(status === 0 ? undefined : new Error(`A script of the lab ended with ${status}: ${output}`), output);
  }

  #lastWords(reason: string): string {
    const words = this.#complaints.join('').trim();
    return words === '' ? reason : words;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

const endMark = '@plumbline-script-ended';
