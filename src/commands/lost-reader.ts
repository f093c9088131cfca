import { exitCodes } from './failure.ts';

/**
 * Whoever reads a command's answer may stop (`| head -1`): that is no failure, and what was measured still decides the
 * exit code. An answer that cannot be written for another reason, a full disk above all, was not given: exit code 3.
 */
export function surviveLostReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    // At the very end, after the command itself has said how it went.
    process.once('exit', () => {
      process.exitCode = exitCodes.couldNotTest;
    });
    process.stderr.write(`plumbline: the answer could not be written: ${error.message}\n`);
  });
  // There is nowhere left to say that stderr is gone.
  process.stderr.on('error', () => undefined);
}
