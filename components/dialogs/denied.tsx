import type { ReactNode } from 'react';
import type { Denial } from '../../src/access/denial.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine, safeLines } from '../../src/terminal/safe-text.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { closeDialog } from '../screen/model.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

/** An action that is not allowed: why, and the rule to ask for, which `y` copies. */
export function DeniedDialog({ denial }: { readonly denial: Denial }): ReactNode {
  const model = useScreen();
  const { width } = useDialogSize();
  const { anyway } = denial;
  const quiet = (words: string): readonly StyledLine[] =>
    wrap(words, width - 4).map((text) => line(` ${text}`, 'quiet'));
  const lines = [
    ...deniedLines(denial, width),
    [],
    ...quiet('It is asked again every minute. `plumbline rbac` prints everything that a mode needs.'),
    ...(anyway === undefined
      ? []
      : quiet("t tries it all the same: where ssh leads to the pod's node, its programs run in the pod's network.")),
  ];
  return (
    <TextDialog
      title="Not allowed"
      lines={lines}
      copies={denial.yaml}
      {...(anyway === undefined ? {} : { hints: 't try it all the same' })}
      onKey={({ name }) => {
        if (name !== 't' || anyway === undefined) return false;
        closeDialog(model);
        model.actions.run(anyway);
        return true;
      }}
    />
  );
}

/** What may not be done, and the rule that would allow it. */
export function deniedLines(denial: Denial, width: number): readonly StyledLine[] {
  return [
    ...wrap(safeLine(denial.sentence), width - 4).map((text) => line(` ${text}`)),
    [],
    line(' The missing rule:', 'title'),
    ...safeLines(denial.yaml.trimEnd()).map((text) => line(`   ${text}`)),
  ];
}
