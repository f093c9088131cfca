import type { Session } from '../../src/contracts/session.ts';
import { describeLink } from '../../src/link/describe.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { checklistSummary } from '../panes/checklist-lines.ts';
import { probeRows, probeWords } from '../panes/probe-words.ts';

/** What was measured, for the terminal that is left behind; nothing when no link was chosen. */
export function summaryLines(session: Session): readonly string[] {
  const snapshot = session.bench.getSnapshot();
  const lines: string[] = [];
  if (snapshot.link !== undefined) {
    lines.push(describeLink(snapshot.link));
    if (snapshot.measured.class !== 'not-measured') lines.push(`  measured   ${snapshot.measured.sentence}`);
    for (const { probe, label } of probeRows) {
      const words = probeWords(snapshot, probe);
      if (words !== undefined) lines.push(`  ${label.padEnd(10)} ${words.text}`);
    }
  }
  const entries = session.checklist.getSnapshot();
  if (entries.some((entry) => entry.mark !== 'open')) lines.push(`checklist ${checklistSummary(entries)}`);
  return lines.map(safeLine);
}
