import type { ReactNode } from 'react';
import type { LintFinding, LintSeverity } from '../../src/policy/lint/finding.ts';
import { policyWords } from '../../src/policy/evaluate/names.ts';
import { wrap } from '../../src/terminal/fit.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { useAsked } from '../hooks/use-asked.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

const tones: Readonly<Record<LintSeverity, Tone>> = { fault: 'bad', warning: 'warning', note: 'quiet' };

/** Everything that is amiss with the policies, the gravest first. */
export function LintDialog(): ReactNode {
  const { session } = useScreen();
  const { width } = useDialogSize();
  const { counts } = useStore(session.cluster.status);
  const asked = useAsked(`lint ${counts.policies}`, () => session.cluster.policies.findings());
  const lines =
    asked.state === 'asking'
      ? [line(' reading every policy against every pod…', 'quiet')]
      : asked.state === 'failed'
        ? wrap(asked.sentence, width - 3).map((part) => line(` ${part}`, 'bad'))
        : asked.answer.length === 0
          ? [line(' Nothing is amiss with the policies.', 'good')]
          : asked.answer.flatMap((finding) => findingLines(finding, width));
  const copies = asked.state === 'answered' ? asked.answer.map(findingText).join('\n') : undefined;
  const count = asked.state === 'answered' ? `: ${asked.answer.length}` : '';
  return <TextDialog title={`What is amiss with the policies${count}`} lines={lines} copies={copies} />;
}

/** One finding: where, what, and what to do. */
export function findingLines(finding: LintFinding, width: number): readonly StyledLine[] {
  const part = (text: string, tone: Tone, indent: string): readonly StyledLine[] =>
    wrap(text, width - 2 - indent.length).map((one) => line(`${indent}${one}`, tone));
  return [
    ...part(`${finding.severity.toUpperCase()} ${placeOf(finding)}`, tones[finding.severity], ' '),
    ...part(finding.sentence, 'normal', '   '),
    ...(finding.advice === '' ? [] : part(finding.advice, 'quiet', '   ')),
  ];
}

function placeOf({ policy, direction, rule }: LintFinding): string {
  const where = direction === undefined || rule === undefined ? '' : `, ${direction} rule ${rule}`;
  return `${policyWords(policy)}${where}`;
}

function findingText(finding: LintFinding): string {
  return `${finding.severity} ${placeOf(finding)}: ${finding.sentence} ${finding.advice}`.trim();
}
