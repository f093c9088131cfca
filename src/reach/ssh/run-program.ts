import { spawn } from 'node:child_process';
import { collectOutput } from '../collect-output.ts';

/** What a program of this machine said. `code` is undefined when it was ended or could not be started. */
export interface ProgramAnswer {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Between the end of a program and the end of its output, which a process that it left behind may hold open. */
const drain = 200;

/**
 * Runs a program of this machine without terminal: in a session of its own, so that nothing it starts can ask on the
 * operator's screen. Never rejects.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly deadline: number; readonly signal?: AbortSignal; readonly env?: NodeJS.ProcessEnv },
): Promise<ProgramAnswer> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: withoutQuestions(options.env ?? process.env),
    });
    const stdout = collectOutput(child.stdout);
    const stderr = collectOutput(child.stderr);
    const kill = (): void => void child.kill('SIGTERM');
    const timer = setTimeout(kill, options.deadline);
    options.signal?.addEventListener('abort', kill, { once: true });
    if (options.signal?.aborted === true) kill();
    const settle = (code: number | undefined, words: string): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', kill);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, stdout: stdout(), stderr: words + stderr() });
    };
    child.once('error', (error) => settle(undefined, error.message));
    child.once('exit', (code) => {
      const late = setTimeout(() => settle(code ?? undefined, ''), drain);
      child.once('close', () => {
        clearTimeout(late);
        settle(code ?? undefined, '');
      });
    });
  });
}

/** The environment for programs that may not ask anything: nobody sees a window that ssh-askpass opens. */
export function withoutQuestions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, LC_ALL: 'C', SSH_ASKPASS_REQUIRE: 'never' };
}
