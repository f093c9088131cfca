import type { ChecklistEntry, ChecklistMark, ChecklistPhase } from '../../src/incident/checklist.ts';
import { wrap } from '../../src/terminal/fit.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

export const markText: Readonly<Record<ChecklistMark, string>> = {
  open: '[ ]',
  done: '[x]',
  'not-applicable': '[-]',
};

/** The same for a screen reader. */
export const spokenMarks: Readonly<Record<ChecklistMark, string>> = {
  open: 'open:',
  done: 'done:',
  'not-applicable': 'not applicable:',
};

const phaseTitles: Readonly<Record<ChecklistPhase, string>> = { before: 'Before', during: 'During', after: 'After' };

const markTone: Readonly<Record<ChecklistMark, Tone>> = { open: 'normal', done: 'good', 'not-applicable': 'quiet' };

/** A line of the checklist, and the index of the entry it belongs to where the cursor can stand on it. */
export interface ChecklistLine {
  readonly spans: StyledLine;
  readonly entry?: number;
}

/** The three lists under their headings; with room each item in the guide's own words, and notes below. Pure. */
export function checklistLines(
  entries: readonly ChecklistEntry[],
  width: number,
  height: number,
  selected: number,
  marks: Readonly<Record<ChecklistMark, string>> = markText,
): readonly ChecklistLine[] {
  const roomy = width >= 60;
  const lines: ChecklistLine[] = [];
  let phase: ChecklistPhase | undefined;
  for (const [index, { item, mark, note }] of entries.entries()) {
    if (item.phase !== phase) {
      // A blank line before each heading but the first, where all thirteen items and headings still fit.
      if (phase !== undefined && height >= entries.length + 5) lines.push({ spans: [] });
      phase = item.phase;
      lines.push({ spans: line(` ${phaseTitles[phase]}`, 'title') });
    }
    const cursor = index === selected ? '>' : ' ';
    const noted = note !== '' && !roomy ? '*' : ' ';
    const text = roomy ? item.text : item.short;
    lines.push({
      entry: index,
      spans: [
        { text: cursor, tone: 'key' },
        { text: `${marks[mark]}${noted}`, tone: markTone[mark] },
        { text, tone: markTone[mark] },
      ],
    });
    if (note !== '' && roomy) lines.push({ spans: line(`      ${note}`, 'quiet') });
  }
  return lines;
}

/** The selected item in full with its note, for the rest of a narrow pane. */
export function itemLines(entry: ChecklistEntry, width: number): readonly StyledLine[] {
  const note = entry.note === '' ? [] : wrap(`note: ${entry.note}`, width - 1).map((text) => line(` ${text}`));
  return [...wrap(entry.item.text, width - 1).map((text) => line(` ${text}`, 'quiet')), ...note];
}

/** How many items are dealt with: done or not applicable. */
export function dealtWith(entries: readonly ChecklistEntry[]): number {
  return entries.filter((entry) => entry.mark !== 'open').length;
}

/** '5/13, next: DNS resolution' for small screens. */
export function checklistSummary(entries: readonly ChecklistEntry[]): string {
  const next = entries.find((entry) => entry.mark === 'open');
  const done = `${dealtWith(entries)}/${entries.length}`;
  return next === undefined ? `${done}, all dealt with` : `${done}, next: ${next.item.text}`;
}
