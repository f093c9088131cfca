import type { ScreenEnd } from '../../components/start.tsx';
import { PlumblineError } from '../contracts/errors.ts';
import { exitCodes, failureText } from './failure.ts';

/** 128 + n for the signals that end the screen, as a shell reports them. */
const signalCodes: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 };

/** The exit code of a screen that ended so, and what is said of it on stderr ('' for nothing). */
export function outcomeOf(end: ScreenEnd): { readonly exitCode: number; readonly text: string } {
  if (end.reason === 'error') return { exitCode: exitCodes.couldNotTest, text: failureText(defectOf(end.error)) };
  const exitCode = end.signal === undefined ? exitCodes.works : (signalCodes[end.signal] ?? exitCodes.works);
  return { exitCode, text: '' };
}

/** What is no failure of something outside is a defect, and said to be one. */
function defectOf(error: unknown): unknown {
  if (error instanceof PlumblineError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new PlumblineError(`The screen broke, which is a defect of plumbline: ${words}.`, {
    kind: 'internal',
    operation: 'show the screen',
    cause: error,
    nextStep: 'Start it again: the record is kept, and `plumbline probe` measures without a screen.',
  });
}
