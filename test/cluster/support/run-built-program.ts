import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProgramRun } from '../../support/served-demo.ts';
import { builtProgram } from '../../support/terminal-program.ts';

export type { ProgramRun } from '../../support/served-demo.ts';

/** Runs the built plumbline to its end, with state and config folders of its own: nothing of the operator's is touched. */
export function runBuiltProgram(args: readonly string[]): Promise<ProgramRun> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-cluster-test-'));
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [builtProgram, ...args],
      { env, timeout: 120_000, maxBuffer: 50_000_000 },
      (_, stdout, stderr) => {
        rmSync(folder, { recursive: true, force: true });
        resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
      },
    );
  });
}
