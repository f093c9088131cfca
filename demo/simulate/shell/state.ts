import type { SignalName } from '../container/process.ts';
import type { Input, Output } from '../container/streams.ts';
import type { Start } from '../programs/program.ts';
import type { Command } from './ast.ts';

/** An open file: one or both directions. */
export interface Descriptor {
  readonly input?: Input;
  readonly output?: Output;
}

/** A shell while it runs; a subshell works on a copy. */
export interface Shell {
  readonly start: Start;
  /** 'bash', or 'sh' of dash or BusyBox: decides /dev/tcp and the words of errors. */
  readonly dialect: 'bash' | 'sh';
  readonly name: string;
  readonly variables: Map<string, string>;
  readonly exported: Set<string>;
  readonly functions: Map<string, Command>;
  readonly descriptors: Map<number, Descriptor>;
  /** Open ends of process substitutions by their path. */
  readonly substitutions: Map<string, Descriptor>;
  readonly jobs: Map<number, Promise<number>>;
  readonly traps: Map<SignalName | 'EXIT', string>;
  /** Signals that arrived and whose traps have not run yet. */
  readonly pending: SignalName[];
  arguments: readonly string[];
  status: number;
  lastJob: number | undefined;
  exitOnError: boolean;
  /** Its one command may take its place, as shells save a process for jobs and the parts of a pipeline. */
  givesWay: boolean;
  /** Settled anew with each trapped signal: ends `wait` and `read` early. */
  interruption: PromiseWithResolvers<void>;
  /** By performance.now(): $SECONDS counts from there. */
  readonly startedAt: number;
}

/** A shell as `sh -c` starts it. */
export function createShell(start: Start, dialect: 'bash' | 'sh', name: string, words: readonly string[]): Shell {
  return {
    start,
    dialect,
    name,
    variables: new Map(start.environment),
    exported: new Set(start.environment.keys()),
    functions: new Map(),
    descriptors: new Map<number, Descriptor>([
      [0, { input: start.stdin }],
      [1, { output: start.stdout }],
      [2, { output: start.stderr }],
    ]),
    substitutions: new Map(),
    jobs: new Map(),
    traps: new Map(),
    pending: [],
    arguments: words,
    status: 0,
    lastJob: undefined,
    exitOnError: false,
    givesWay: false,
    interruption: Promise.withResolvers(),
    startedAt: performance.now(),
  };
}

/** A copy that changes nothing of its parent: `( )`, pipelines, `$( )` and jobs. */
export function subshell(shell: Shell, start: Start): Shell {
  return {
    ...shell,
    start,
    givesWay: false,
    variables: new Map(shell.variables),
    exported: new Set(shell.exported),
    functions: new Map(shell.functions),
    descriptors: new Map(shell.descriptors),
    substitutions: new Map(shell.substitutions),
    jobs: new Map(),
    traps: new Map(),
    pending: [],
    interruption: Promise.withResolvers(),
  };
}

/** `exit`: ends the shell. */
export class Exit extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

/** `return` of a function. */
export class Return extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`return ${status}`);
    this.status = status;
  }
}

/** `break` and `continue` of `depth` loops. */
export class LoopControl extends Error {
  readonly again: boolean;
  readonly depth: number;

  constructor(again: boolean, depth: number) {
    super(again ? 'continue' : 'break');
    this.again = again;
    this.depth = depth;
  }
}

/** What the command writes to as its stdout; nothing where it is closed. */
export function outputOf(shell: Shell, descriptor: number): Output | undefined {
  return shell.descriptors.get(descriptor)?.output;
}

/** Writes an error the way this shell begins them. */
export function complain(shell: Shell, text: string): void {
  const busybox = shell.start.machine.busybox;
  const prefix = shell.dialect === 'bash' ? 'bash: line 1: ' : busybox ? 'sh: ' : `${shell.name}: 1: `;
  outputOf(shell, 2)?.write(`${prefix}${text}\n`);
}

/** The value of a variable or special parameter; '' when unset. */
export function valueOf(shell: Shell, name: string): string {
  return lookUp(shell, name) ?? '';
}

/** The value of a variable or special parameter, undefined when unset. */
export function lookUp(shell: Shell, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(shell.status);
    case '$':
      return String(shell.start.process.pid);
    case '!':
      return shell.lastJob === undefined ? undefined : String(shell.lastJob);
    case '#':
      return String(shell.arguments.length);
    case '0':
      return shell.name;
    case '@':
    case '*':
      return shell.arguments.length === 0 ? undefined : shell.arguments.join(' ');
    case '-':
      return '';
    case 'PPID':
      return '1';
    default:
      break;
  }
  if (/^\d+$/.test(name)) {
    return shell.arguments[Number(name) - 1];
  }
  return shell.variables.get(name) ?? (shell.dialect === 'bash' ? bashVariable(shell, name) : undefined);
}

/** The shell's variables as arithmetic reads and sets them. */
export function variablesOf(shell: Shell): { get(name: string): string; set(name: string, value: string): void } {
  return { get: (name) => valueOf(shell, name), set: (name, value) => void shell.variables.set(name, value) };
}

function bashVariable(shell: Shell, name: string): string | undefined {
  switch (name) {
    case 'EPOCHREALTIME':
      return ((performance.timeOrigin + performance.now()) / 1000).toFixed(6);
    case 'EPOCHSECONDS':
      return String(Math.floor(Date.now() / 1000));
    case 'SECONDS':
      return String(Math.floor((performance.now() - shell.startedAt) / 1000));
    case 'RANDOM':
      return String(shell.start.machine.random.integer(0, 32_767));
    case 'BASHPID':
      return String(shell.start.process.pid);
    case 'BASH_VERSION':
      return '5.2.15(1)-release';
    default:
      return undefined;
  }
}
