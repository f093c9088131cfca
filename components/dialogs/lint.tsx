import type { ReactNode } from 'react';
import type { PolicyFindings } from '../../src/contracts/policy.ts';
import type { LintFinding, LintSeverity } from '../../src/policy/lint/finding.ts';
import { policyWords } from '../../src/policy/evaluate/names.ts';
import { wrap } from '../../src/terminal/fit.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { type Asked, useAsked } from '../hooks/use-asked.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

/** Milliseconds; what has not changed is not read again. */
const askEvery = 5000;

const tones: Readonly<Record<LintSeverity, Tone>> = { fault: 'bad', warning: 'warning', note: 'quiet' };

/** Everything that is amiss with the policies, the gravest first. */
export function LintDialog(): ReactNode {
  const { session } = useScreen();
  const { width } = useDialogSize();
  const { context } = useStore(session.cluster.status);
  const asked = useAsked(context, () => session.cluster.policies.findings(), useNow(askEvery));
  const found = asked.state === 'answered' ? asked.answer : undefined;
  return (
    <TextDialog
      title={`What is amiss with the policies${found === undefined ? '' : `: ${found.findings.length}`}`}
      lines={linesOf(asked, width)}
      copies={found?.findings.map(findingText).join('\n')}
    />
  );
}

function linesOf(asked: Asked<PolicyFindings>, width: number): readonly StyledLine[] {
  const paragraph = (text: string, tone: Tone) => wrap(text, width - 3).map((part) => line(` ${part}`, tone));
  switch (asked.state) {
    case 'asking':
      return [line(' reading every policy against every pod…', 'quiet')];
    case 'failed':
      return paragraph(asked.sentence, 'bad');
    case 'answered': {
      const { findings, unseen } = asked.answer;
      const limits = unseen.flatMap((sentence) => paragraph(sentence, 'warning'));
      const left =
        unseen.length === 0
          ? []
          : [...limits, ...paragraph('Looked at was only what each policy says by itself.', 'warning'), []];
      if (findings.length > 0) return [...left, ...findings.flatMap((finding) => findingLines(finding, width))];
      return unseen.length === 0
        ? [line(' Nothing is amiss with the policies.', 'good')]
        : [...left, ...paragraph('Nothing is amiss with them as far as that goes.', 'normal')];
    }
  }
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
