import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program of the machine to its end; resolves to its stdout, rejects with its stderr. */
export async function runProgram(
  argv: readonly [string, ...string[]],
  options: { readonly cwd?: string } = {},
): Promise<string> {
  const [program, ...args] = argv;
  try {
    const { stdout } = await run(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw missing ? new Error(`${program} is not installed here; packaging needs it.`, { cause: error }) : error;
  }
}
