import type { LogLine } from '../../src/contracts/cluster.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { LogKnowledge } from '../../src/tools/agent-logs.ts';
import { withoutRuntimeStamp } from '../../src/tools/log/line.ts';
import { type MarkedLine, markLine } from '../../src/tools/log/rules.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { logLine, shortLine } from './log-lines.ts';

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

/** A line with its mark, whole, and below it what it means where that is known. */
export function markedLogLines(one: LogLine, { known, width }: ShownLog): readonly StyledLine[] {
  const marked = knownLine(one, known);
  const short = width >= roomy ? one : withDay(shortLine(one), one.at);
  if (marked?.mark === undefined) return wrapped(short, width);
  const [sign, tone] = marks[marked.mark];
  const meaning = marked.mark === 'note' ? [] : wrap(safeLine(marked.meaning ?? ''), width - 5);
  return [
    ...wrap(safeLine(short.text), width - 3).map((part, index) => line(`${index === 0 ? sign : ' '} ${part}`, tone)),
    ...meaning.map((part, index) => line(`  ${index === 0 ? '→' : ' '} ${part}`, tone)),
  ];
}

/** From this width on the header of a line has room too. */
const roomy = 110;

function wrapped(one: LogLine, width: number): readonly StyledLine[] {
  const [span] = logLine(one);
  const text = span?.text ?? '';
  const parts = wrap(safeLine(text.slice(2)), width - 3);
  return parts.map((part, index) => line(`${index === 0 ? text.slice(0, 2) : '  '}${part}`, span?.tone));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time alone reads as today's: lines of other days say which. */
function withDay(short: LogLine, at: LogLine['at']): LogLine {
  const then = at === undefined ? undefined : new Date(at);
  if (then === undefined || !/^\d{2}:\d{2}/.test(short.text) || then.toDateString() === new Date().toDateString())
    return short;
  return { ...short, text: `${months[then.getMonth()]} ${then.getDate()} ${short.text}` };
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
