import { healthText } from '../../src/access/health-words.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { SurveyedContext } from '../hooks/use-contexts.ts';
import type { Column } from '../widgets/columns.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

function healthTone({ health }: SurveyedContext): Tone {
  if (health === undefined) return 'quiet';
  return health.state === 'answers' ? 'good' : 'bad';
}

/** The columns of the list; what names a context and how it is stay on the narrowest screen. */
export function contextColumns(current: string): readonly Column<SurveyedContext>[] {
  return [
    // Marked as kubectl marks it.
    { title: '  CONTEXT', cut: 'middle', least: 27, text: ({ name }) => `${name === current ? '*' : ' '} ${name}` },
    { title: 'HEALTH', least: 29, text: (row) => healthText(row, row.health), tone: healthTone },
    { title: 'CLUSTER', cut: 'middle', least: 10, drop: 3, text: ({ cluster }) => cluster },
    { title: 'USER', cut: 'middle', least: 10, drop: 2, text: ({ user }) => user },
    { title: 'NAMESPACE', least: 8, drop: 1, text: ({ namespace }) => namespace },
  ];
}

/** So many lines say more about the selected context. */
export const aboutContextLines = 4;

/** What the columns had no room for: whose, where, and what is wrong or asked, whole. */
export function aboutContext(context: SurveyedContext | undefined, width: number): readonly StyledLine[] {
  const lines: StyledLine[] = [[]];
  if (context !== undefined) {
    const { cluster, user, namespace, server, asks, health } = context;
    lines.push(line(safeLine(` ${user} in ${cluster}, namespace ${namespace}, ${server}`), 'quiet'));
    const sentence = health !== undefined && 'sentence' in health ? health.sentence : undefined;
    const login = asks === undefined ? undefined : `Asks for a login: ${asks}. It is not run before you choose it.`;
    lines.push(...wrap(safeLine(sentence ?? login ?? ''), width - 3).map((text) => line(` ${text}`, 'quiet')));
  }
  return Array.from({ length: aboutContextLines }, (_, index) => lines[index] ?? []);
}
