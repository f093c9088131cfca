import type { ReactNode } from 'react';
import type { Explanation, LinkQuestion } from '../../src/contracts/policy.ts';
import { describeEndpoint } from '../../src/link/describe.ts';
import { makeLink } from '../../src/link/link-id.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLines } from '../../src/terminal/safe-text.ts';
import type { Comparison } from '../../src/policy/compare/combine.ts';
import { compareLink } from '../../src/policy/compare/compare-link.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { type Asked, useAsked } from '../hooks/use-asked.ts';
import { useDeclared } from '../hooks/use-declared.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

/**
 * Who decides on a link, on each side; what is nearest to deciding otherwise, and the smallest change that would open it. Of the
 * link under test unless another is asked about.
 */
export function VerdictDialog({ question }: { readonly question?: LinkQuestion | undefined }): ReactNode {
  const { session } = useScreen();
  const snapshot = useStore(session.bench);
  const { width } = useDialogSize();
  const declared = useDeclared(question === undefined ? snapshot.link : undefined);
  const link = question ?? snapshot.link;
  const about = link === undefined ? '' : makeLink(link.source, link.destination, link.protocol, link.port).id;
  // Asked anew whenever the verdict comes to be another.
  const asking = `${about} ${declared?.since ?? ''}`;
  const explain = (wanted: boolean, changes: boolean) =>
    link === undefined || !wanted
      ? Promise.resolve({ text: '', openable: false })
      : session.cluster.policies.explain(link, changes);
  const verdict = useAsked(asking, () => explain(true, false));
  // What would open it takes longer to find: the verdict does not wait for that.
  const openable = verdict.state === 'answered' && verdict.answer.openable;
  const weighed = useAsked(`${asking} ${openable}`, () => explain(openable, true));
  const asked = openable && weighed.state === 'answered' ? weighed : verdict;
  const weighing =
    openable && weighed.state !== 'answered'
      ? wrap(weighed.state === 'failed' ? weighed.sentence : 'weighing what would open it…', width - 3)
      : [];
  if (link === undefined)
    return <TextDialog title="Verdict" lines={[line(' Choose a source and a destination first.', 'warning')]} />;
  const comparison = question === undefined ? compareLink(snapshot, declared) : undefined;
  const together = comparison === undefined ? [] : comparisonLines(comparison, width);
  return (
    <TextDialog
      title={`Verdict: ${describeEndpoint(link.source)} → ${describeEndpoint(link.destination)}`}
      lines={[
        ...together,
        ...answerLines(asked, width),
        ...weighing.map((part) => line(` ${part}`, weighed.state === 'failed' ? 'bad' : 'quiet')),
      ]}
      copies={asked.state === 'answered' ? asked.answer.text : undefined}
    />
  );
}

function comparisonLines({ combination, sentence, next }: Comparison, width: number): readonly StyledLine[] {
  const paragraph = (text: string, tone: Tone) => wrap(text, width - 3).map((part) => line(` ${part}`, tone));
  return [
    ...paragraph(`${combination.toUpperCase()}: ${sentence}`, 'strong'),
    ...(next === '' ? [] : paragraph(`Next: ${next}`, 'normal')),
    [],
  ];
}

function answerLines(asked: Asked<Explanation>, width: number): readonly StyledLine[] {
  switch (asked.state) {
    case 'asking':
      return [line(' asking the policies…', 'quiet')];
    case 'failed':
      return wrap(asked.sentence, width - 3).map((part) => line(` ${part}`, 'bad'));
    case 'answered':
      return explanationLines(asked.answer.text, width);
  }
}

const tones: readonly (readonly [RegExp, Tone])[] = [
  [/^(?:ALLOWED|DENIED|UNDECIDABLE|MIXED)\b/, 'title'],
  [/^(?:Egress|Ingress) of /, 'strong'],
  [/^ {2}nearest /, 'warning'],
];

/** The explanation's lines; what matters stands out, wider ones are wrapped under themselves. */
function explanationLines(text: string, width: number): readonly StyledLine[] {
  return safeLines(text).flatMap((one) => {
    const tone = tones.find(([pattern]) => pattern.test(one))?.[1] ?? 'normal';
    if (one.length <= width - 2) return [line(` ${one}`, tone)];
    const indent = /^ */.exec(one)?.[0] ?? '';
    return wrap(one.trim(), width - 2 - indent.length).map((part) => line(` ${indent}${part}`, tone));
  });
}
