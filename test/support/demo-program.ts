import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtProgram, startPlumbline, type TerminalProgram } from './terminal-program.ts';

const run = promisify(execFile);

/** A demo with the screen on it, in folders of its own, so that tests neither meet each other nor the developer's files. */
export interface DemoProgram {
  readonly program: TerminalProgram;
  /** XDG_STATE_HOME and XDG_RUNTIME_DIR of this demo. */
  readonly state: string;
  readonly runtime: string;
  readonly env: Readonly<Record<string, string>>;
  /** Switches a fault through the same command that an operator types. */
  fault(name: string, on: boolean): Promise<void>;
  /** Ends the demo and removes its folders. */
  end(): Promise<void>;
}

/** Starts `plumbline demo` with these arguments on a terminal of this size. */
export function startDemoProgram(
  args: readonly string[],
  size: { readonly columns: number; readonly rows: number },
  extra: Readonly<Record<string, string>> = {},
): DemoProgram {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  const state = join(folder, 'state');
  const runtime = mkdtempSync(join(folder, 'runtime-'));
  const env = { XDG_STATE_HOME: state, XDG_CONFIG_HOME: join(folder, 'config'), XDG_RUNTIME_DIR: runtime, ...extra };
  const program = startPlumbline(['demo', ...args], { ...size, env });
  return {
    program,
    state,
    runtime,
    env,
    async fault(name, on) {
      await run(process.execPath, [builtProgram, 'demo', 'fault', name, on ? 'on' : 'off'], {
        env: { ...process.env, ...env },
        timeout: 30_000,
      });
    },
    async end() {
      program.kill('SIGTERM');
      await program.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
