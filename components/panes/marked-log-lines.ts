import type { LogLine } from '../../src/contracts/cluster.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { LogKnowledge } from '../../src/tools/agent-logs.ts';
import { withoutRuntimeStamp } from '../../src/tools/log/line.ts';
import { type MarkedLine, markLine } from '../../src/tools/log/rules.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { logLine } from './log-lines.ts';

/** How a log is shown: with what is known of its lines, where it is known whose they are. */
export interface ShownLog {
  readonly known: LogKnowledge | undefined;
  readonly width: number;
}

const marks: Readonly<Record<MarkedLine['mark'] & string, readonly [string, Tone]>> = {
  sick: ['!', 'bad'],
  odd: ['?', 'warning'],
  healthy: ['+', 'good'],
  note: [' ', 'normal'],
};

/** A line with its mark, and below it what it means where that is known. */
export function markedLogLines(one: LogLine, { known, width }: ShownLog): readonly StyledLine[] {
  const marked = knownLine(one, known);
  if (marked?.mark === undefined) return [logLine(one)];
  const [sign, tone] = marks[marked.mark];
  const meaning = marked.mark === 'note' ? [] : wrap(safeLine(marked.meaning ?? ''), width - 5);
  return [
    line(`${sign} ${one.text}`, tone),
    ...meaning.map((part, index) => line(`  ${index === 0 ? '→' : ' '} ${part}`, tone)),
  ];
}

/** Whether a line tells how its program is, or is about the stream itself. */
export function isMarked(one: LogLine, known: ShownLog['known']): boolean {
  return one.notice || knownLine(one, known)?.mark !== undefined;
}

/** Whether a line has the words of the filter, whatever their case; `!` before them means those without. */
export function wantsLine({ text, notice }: LogLine, filter: string): boolean {
  const inverse = filter.startsWith('!');
  const words = (inverse ? filter.slice(1) : filter).trim().toLowerCase();
  return notice || words === '' || text.toLowerCase().includes(words) !== inverse;
}

function knownLine({ text, notice }: LogLine, known: ShownLog['known']): MarkedLine | undefined {
  if (known === undefined || notice) return undefined;
  const read = known.line(withoutRuntimeStamp(text));
  return read === undefined ? undefined : markLine(read, known.rules);
}
