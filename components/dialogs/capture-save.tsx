import type { ReactNode } from 'react';
import type { CapturePart, CaptureSide } from '../../src/contracts/capture.ts';
import { useCapture } from '../hooks/use-capture.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { closeDialog, notify } from '../screen/model.ts';
import { line } from '../widgets/styled.ts';
import { sideLetter } from './capture-lines.ts';
import { FormDialog } from './form.tsx';
import { TextDialog } from './text-dialog.tsx';

/** Where a capture is saved, as a pcap file that only its owner reads. */
export function CaptureSaveDialog(): ReactNode {
  const model = useScreen();
  const state = useCapture();
  if (state === undefined) return <TextDialog title="Save" lines={[line(' nothing was captured yet', 'quiet')]} />;
  const sides = ['all', ...state.sides.map((_, index) => sideLetter(index))];
  const stamp = new Date(state.startedAt).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  return (
    <FormDialog
      title="Save the capture"
      hints="Enter save  Tab next field  Esc back"
      fields={[
        { id: 'side', label: 'taken at', value: sides[0] ?? '', choices: sides },
        {
          id: 'file',
          label: 'file',
          value: `plumbline-${stamp}.pcap${state.sides.length > 1 ? 'ng' : ''}`,
          remark: 'on this machine',
        },
      ]}
      below={(values) => [
        line(` ${whereText(state.sides, sides.indexOf(values['side'] ?? ''))}`, 'quiet'),
        line(' The file is made with mode 0600; one that is there is not written over.', 'quiet'),
      ]}
      onSubmit={(values) => {
        const file = (values['file'] ?? '').trim();
        if (file === '') return 'name a file';
        const session = model.captures.current.getSnapshot();
        closeDialog(model);
        session?.save(partOf(sides.indexOf(values['side'] ?? '')), file).then(
          () => notify(model, `saved as ${file}`),
          (error: unknown) => notify(model, error instanceof Error ? error.message : String(error), 'bad'),
        );
        return undefined;
      }}
    />
  );
}

/** 'all' stands first among the choices. */
function partOf(choice: number): CapturePart {
  return choice <= 0 ? 'all' : choice - 1;
}

function whereText(sides: readonly CaptureSide[], choice: number): string {
  if (choice > 0) return `${sides[choice - 1]?.where ?? ''}, as pcap`;
  return sides.length > 1 ? `all ${sides.length} places in one file, as pcapng` : 'as pcap';
}
