import { listWords } from '../../text/words.ts';
import { questionText } from './access-questions.ts';
import type { DoctorReport } from './report.ts';

/** What is wrong or lacking, the gravest first. Pure. */
export function missingFrom(report: Omit<DoctorReport, 'missing'>): readonly string[] {
  const { cluster, paths, terminal } = report;
  const sentences: string[] = [];
  if (!cluster.reachable)
    sentences.push([cluster.problem ?? 'The cluster does not answer.', cluster.nextStep ?? ''].join(' ').trim());
  for (const { path, name, state, remark } of paths) {
    if (state === 'unusable') sentences.push(remark ?? `The ${name} path ${path} cannot be used.`);
  }
  for (const { state, text, purposes } of accessGaps(report)) {
    sentences.push(
      state === 'denied'
        ? `Not allowed: ${text} (to ${listWords(purposes)}).`
        : `Not known whether it is allowed: ${text} (to ${listWords(purposes)}).`,
    );
  }
  if (terminal.isTerminal && terminal.size !== undefined && (terminal.size.columns < 60 || terminal.size.rows < 16)) {
    sentences.push(
      `The terminal has ${terminal.size.columns}x${terminal.size.rows} cells; the screen needs 60x16, and 80x24 to be of use.`,
    );
  }
  return sentences;
}

/** Whether plumbline can do its work at all: the cluster answers and pods can be listed, at least in one namespace. */
export function canWork({ cluster }: Pick<DoctorReport, 'cluster'>): boolean {
  return cluster.reachable && cluster.access.every(({ vital, answer }) => !vital || answer.state !== 'denied');
}

interface Gap {
  readonly state: 'denied' | 'unknown';
  readonly text: string;
  readonly purposes: readonly string[];
}

/** One line per resource, with all verbs that are lacking. */
function accessGaps({ cluster }: Pick<DoctorReport, 'cluster'>): readonly Gap[] {
  const groups = Map.groupBy(
    cluster.access.filter(({ answer }) => answer.state !== 'allowed'),
    ({ question, answer }) => `${answer.state} ${questionText({ ...question, verb: '' })}`,
  );
  return [...groups.values()].flatMap((facts) => {
    const [first] = facts;
    if (first === undefined) return [];
    return {
      state: first.answer.state === 'denied' ? 'denied' : 'unknown',
      text: `${listWords(facts.map(({ question }) => question.verb))}${questionText({ ...first.question, verb: '' })}`,
      purposes: [...new Set(facts.map(({ purpose }) => purpose))],
    };
  });
}
