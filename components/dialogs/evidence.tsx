import { type ReactNode, useState } from 'react';
import type { Evidence, EvidenceId } from '../../src/contracts/evidence.ts';
import { shellLine } from '../../src/reach/quote.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLines } from '../../src/terminal/safe-text.ts';
import { clockTime } from '../charts/chart-lines.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { copyText } from '../screen/copy.ts';
import { runEndWord } from '../widgets/run-end.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { SelectDialog } from './select-dialog.tsx';
import { TextDialog } from './text-dialog.tsx';

/** The commands and reads behind what is shown, newest first; opened: exactly what they printed. */
export function EvidenceDialog({ ids }: { readonly ids: readonly EvidenceId[] | undefined }): ReactNode {
  const model = useScreen();
  const shelf = useStore(model.session.evidence);
  const [opened, setOpened] = useState<Evidence>();
  // Kept in the order in which they ended; shown by when they began.
  const pieces = (ids === undefined ? shelf : shelf.filter((piece) => ids.includes(piece.id)))
    .toReversed()
    .sort((one, other) => other.at - one.at);
  if (opened !== undefined) return <EvidenceText evidence={opened} onBack={() => setOpened(undefined)} />;
  return (
    <SelectDialog
      title={ids === undefined ? 'All evidence of this session' : 'Evidence'}
      items={pieces}
      empty={ids === undefined ? 'nothing was run or read yet' : 'no evidence kept for this'}
      hints="Enter open  y copy command"
      line={evidenceLine}
      onKey={(press, piece) => {
        if (press.name !== 'y' || piece === undefined) return false;
        copyText(model, piece.source.commandLine);
        return true;
      }}
      onPick={setOpened}
    />
  );
}

/** When, how it ended, the program's own words and where; the line to paste is in the opened view. */
function evidenceLine(piece: Evidence): StyledLine {
  const { source, place } = piece;
  return [
    { text: `${clockTime(piece.at)} `, tone: 'quiet' },
    { text: `${endText(piece).padEnd(8)} ` },
    { text: source.kind === 'command' ? shellLine(source.argv) : source.path, tone: 'strong' },
    { text: `  ${place.text}`, tone: 'quiet' },
  ];
}

/** How the command ended, or that it was a read. */
function endText({ source }: Evidence): string {
  return source.kind === 'api-read' ? 'read' : runEndWord(source.end);
}

interface EvidenceTextProps {
  readonly evidence: Evidence;
  readonly onBack: () => void;
}

function EvidenceText({ evidence, onBack }: EvidenceTextProps): ReactNode {
  const model = useScreen();
  const { width } = useDialogSize();
  // A running command's evidence may have grown meanwhile.
  const piece = useStore(model.session.evidence).find((one) => one.id === evidence.id) ?? evidence;
  const { commandLine } = piece.source;
  const head: readonly StyledLine[] = [
    ...wrap(`$ ${commandLine}`, width).map((text) => line(text, 'strong')),
    line(`${piece.place.text}, ${clockTime(piece.at)}, ${endText(piece)}`, 'quiet'),
    ...(piece.truncated ? [line('only a part of the output was kept', 'warning')] : []),
    [],
  ];
  return (
    <TextDialog
      title="Evidence"
      lines={[...head, ...safeLines(piece.raw).map((text) => line(text))]}
      copies={`$ ${commandLine}\n${piece.raw}`}
      hints="C copy command"
      onKey={(press) => {
        if (press.name === 'escape' || press.name === 'q') onBack();
        else if (press.name === 'C') copyText(model, commandLine);
        else return false;
        return true;
      }}
    />
  );
}
