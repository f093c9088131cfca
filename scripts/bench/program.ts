import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { builtProgram, startOnTerminal, type TerminalProgram } from '../../test/support/terminal-program.ts';

export interface BenchProgram {
  readonly program: TerminalProgram;
  /** A folder of its own for state, configuration and what the program reports; it goes with `end`. */
  readonly folder: string;
  readonly end: () => Promise<void>;
}

export interface BenchProgramOptions {
  readonly columns: number;
  readonly rows: number;
  /** Text of config.yaml. */
  readonly config?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the link to the terminal carries; without limit unless told. */
  readonly bytesPerSecond?: number;
}

const copy = join(tmpdir(), `plumbline-bench-build-${process.pid}`);

/** The program that is measured: a copy of the build, so that a build meanwhile does not pull it away. */
export const measuredProgram = join(copy, 'plumbline.js');

/** Makes the copy; it goes when this process ends. */
export function copyBuild(): void {
  if (!existsSync(builtProgram)) throw new Error('dist/plumbline.js is not there: npm run build makes it');
  mkdirSync(copy, { mode: 0o700 });
  cpSync(dirname(builtProgram), copy, { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }\n');
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
}

/** A fresh folder for one run: configuration, state, kubeconfig. */
export async function benchFolder(config = ''): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  await mkdir(join(folder, 'config', 'plumbline'), { recursive: true });
  if (config !== '') await writeFile(join(folder, 'config', 'plumbline', 'config.yaml'), config);
  return folder;
}

/** The environment that keeps a run inside its folder. */
export function benchEnvironment(folder: string): Record<string, string> {
  return {
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_DATA_HOME: join(folder, 'data'),
    // One for all runs of a bench: compiled code is there from the second start of a machine's life on.
    XDG_CACHE_HOME: join(copy, 'cache'),
    PLUMBLINE_LOOP_LAG_FILE: join(folder, 'loop-lag.json'),
  };
}

/** Starts the built program on a pseudo-terminal; `args` gets the folder. */
export async function startBenchProgram(
  args: (folder: string) => readonly string[] | Promise<readonly string[]>,
  options: BenchProgramOptions,
): Promise<BenchProgram> {
  const folder = await benchFolder(options.config);
  const program = startOnTerminal([process.execPath, measuredProgram, ...(await args(folder))], {
    columns: options.columns,
    rows: options.rows,
    env: { ...benchEnvironment(folder), ...options.env },
    ...(options.bytesPerSecond === undefined ? {} : { bytesPerSecond: options.bytesPerSecond }),
  });
  return {
    program,
    folder,
    async end() {
      program.kill('SIGTERM');
      const killed = setTimeout(() => program.kill('SIGKILL'), 5000);
      await program.exited;
      clearTimeout(killed);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Waits. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
