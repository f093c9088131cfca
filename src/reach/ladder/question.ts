import type { ClimbWant, HelperChoice, HelperQuestion } from '../../contracts/ladder.ts';
import type { Place } from '../../contracts/runner.ts';
import { listWords } from '../../text/words.ts';
import type { MakingRung } from './decide.ts';

/** What a question is made of. */
export interface QuestionParts {
  readonly want: ClimbWant;
  readonly rung: MakingRung;
  /** 'pod shop/web-1'. */
  readonly pod: string;
  /** Places that were tried. */
  readonly tried: readonly Place[];
  /** Why the rungs before will not do. */
  readonly passed: readonly string[];
  /** The node that is tried next where nothing is to be made; undefined where it will not do. */
  readonly node?: string | undefined;
  readonly choices: readonly HelperChoice[];
}

/** The question before a helper is made, with why it is needed. Pure. */
export function helperQuestion({ want, rung, pod, tried, passed, node, choices }: QuestionParts): HelperQuestion {
  const places = tried.map(({ brief, text }) => brief ?? text).join(', ');
  const why = want.execRefused
    ? `You may not run programs in ${pod} by exec.`
    : `There is no ${listWords(want.programs, 'or')} in ${pod} (${places}).`;
  const otherwise =
    node === undefined
      ? []
      : [`Without it, programs of node ${node} are tried in the pod's network, as root there; that makes nothing.`];
  return { rung, pod, reasons: [why, ...passed.map((line) => `Not ${line}.`), ...otherwise], choices };
}
