import type { Machine } from '../container/machine.ts';
import type { Process } from '../container/process.ts';
import type { Input, Output } from '../container/streams.ts';

/** What a program gets when it is started. */
export interface Start {
  /** The program's name and its arguments. */
  readonly argv: readonly string[];
  readonly machine: Machine;
  readonly process: Process;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** A terminal is attached: a shell prompts. */
  readonly tty: boolean;
  readonly environment: ReadonlyMap<string, string>;
  /** A program of the simulation by name or path, for those that run others (shells, timeout). */
  readonly findProgram: (name: string) => Program | undefined;
}

/** A simulated program: resolves with its exit code, rejects with Signalled only. */
export type Program = (start: Start) => Promise<number>;

/** A program without waiting. */
export function immediate(body: (start: Start) => number): Program {
  return (start) => Promise.resolve(body(start));
}
