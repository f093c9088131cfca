import { type ReactNode, useState } from 'react';
import type { RawOutput } from '../../src/contracts/node-facts.ts';
import { shellLine } from '../../src/reach/quote.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLines } from '../../src/terminal/safe-text.ts';
import { clockTime } from '../charts/chart-lines.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { copyText } from '../screen/copy.ts';
import { runEndWord } from '../widgets/run-end.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { SelectDialog } from './select-dialog.tsx';
import { TextDialog } from './text-dialog.tsx';

interface RawOutputsProps {
  readonly title: string;
  readonly outputs: readonly RawOutput[];
  readonly onBack: () => void;
}

/** What programs printed, to be opened one by one exactly as it was printed. */
export function RawOutputsDialog({ title, outputs, onBack }: RawOutputsProps): ReactNode {
  const model = useScreen();
  const [opened, setOpened] = useState<RawOutput>();
  if (opened !== undefined) return <RawOutputText output={opened} onBack={() => setOpened(undefined)} />;
  return (
    <SelectDialog
      title={title}
      items={outputs}
      empty="nothing was run there yet"
      hints="Enter open  y copy command"
      line={outputLine}
      onKey={(press, output) => {
        if (press.name === 'escape' || press.name === 'q') onBack();
        else if (press.name === 'y' && output !== undefined) copyText(model, output.commandLine);
        else return false;
        return true;
      }}
      onPick={setOpened}
    />
  );
}

function outputLine({ at, end, argv }: RawOutput): StyledLine {
  const well = end.kind === 'exited' && end.code === 0;
  return [
    { text: `${clockTime(at)} `, tone: 'quiet' },
    { text: `${runEndWord(end).padEnd(8)} `, tone: well ? 'normal' : 'warning' },
    { text: shellLine(argv), tone: 'strong' },
  ];
}

function RawOutputText({ output, onBack }: { readonly output: RawOutput; readonly onBack: () => void }): ReactNode {
  const { width } = useDialogSize();
  const { commandLine, end, at, truncated, text, errorText } = output;
  const printed = [text, errorText].filter((part) => part !== '');
  const lines: readonly StyledLine[] = [
    ...wrap(`$ ${commandLine}`, width).map((part) => line(part, 'strong')),
    line(`${clockTime(at)}, ${runEndWord(end)}`, 'quiet'),
    ...(truncated ? [line('only a part of the output was kept', 'warning')] : []),
    [],
    ...safeLines(text).map((part) => line(part)),
    ...safeLines(errorText).map((part) => line(part, 'warning')),
    ...(printed.length === 0 ? [line('nothing was printed', 'quiet')] : []),
  ];
  return (
    <TextDialog
      title="Output"
      lines={lines}
      copies={[`$ ${commandLine}`, ...printed].join('\n')}
      onKey={({ name }) => {
        if (name !== 'escape' && name !== 'q') return false;
        onBack();
        return true;
      }}
    />
  );
}
