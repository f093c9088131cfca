import type { RecorderProblem } from '../contracts/record.ts';
import { countWords } from '../text/words.ts';

interface Reason {
  readonly words: string;
  readonly nextStep: string;
}

const reasons: Readonly<Record<string, Reason>> = {
  ENOSPC: { words: 'no space is left on the disk', nextStep: 'Free some space; what waits is then written by itself.' },
  EDQUOT: { words: 'your disk quota is used up', nextStep: 'Free some space; what waits is then written by itself.' },
  EFBIG: { words: 'the file may not grow further', nextStep: 'Raise the file size limit (ulimit -f).' },
  EACCES: {
    words: 'permission is denied',
    nextStep: 'Give yourself write access, or set XDG_STATE_HOME to a folder of yours.',
  },
  EPERM: {
    words: 'permission is denied',
    nextStep: 'Give yourself write access, or set XDG_STATE_HOME to a folder of yours.',
  },
  EROFS: { words: 'the file system is read-only', nextStep: 'Set XDG_STATE_HOME to a folder that can be written.' },
  ENOTDIR: {
    words: 'a part of its path is not a folder',
    nextStep: 'Set XDG_STATE_HOME to a folder that can be written.',
  },
  EIO: { words: 'the disk reports an error', nextStep: 'Set XDG_STATE_HOME to a folder on another disk.' },
};

/** The problem in words, from what the file system answered. */
export function problemOf(
  error: unknown,
  facts: Pick<RecorderProblem, 'since' | 'waiting' | 'lost'> & { readonly path: string },
): RecorderProblem {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const { words, nextStep } = reasons[code] ?? {
    words: error instanceof Error ? error.message : String(error),
    nextStep: 'Set XDG_STATE_HOME to a folder that can be written.',
  };
  const waiting = facts.waiting === 0 ? '' : `; ${countWords(facts.waiting, 'entry waits', 'entries wait')} in memory`;
  const lost = facts.lost === 0 ? '' : `, ${facts.lost} given up`;
  return {
    sentence: `The record cannot be written: ${words} (${facts.path})${waiting}${lost}.`,
    nextStep,
    since: facts.since,
    waiting: facts.waiting,
    lost: facts.lost,
  };
}

/** What is left of a problem once writing works again: entries that were given up meanwhile. */
export function lostOnly(problem: RecorderProblem, path: string, lost: number): RecorderProblem {
  return {
    sentence: `The record is written again (${path}), but ${countWords(lost, 'entry was', 'entries were')} given up.`,
    nextStep: 'Note by hand what is missing.',
    since: problem.since,
    waiting: 0,
    lost,
  };
}
