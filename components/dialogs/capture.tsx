import { type ReactNode, useState } from 'react';
import { openCapture } from '../../src/capture/open/open-capture.ts';
import { PlumblineError } from '../../src/contracts/errors.ts';
import { useCapture } from '../hooks/use-capture.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { change, notify, openDialog, type ScreenModel } from '../screen/model.ts';
import { line, lineText } from '../widgets/styled.ts';
import { captureHead, packetLine } from './capture-lines.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

/** In Wireshark, or as tshark reads it. */
function openElsewhere(model: ScreenModel): void {
  const session = model.captures.current.getSnapshot();
  if (session === undefined) return;
  openCapture(session, process.env).then(
    (opened) => {
      if (opened.kind === 'window') notify(model, `${opened.program} shows it in a window of its own`);
      else openDialog(model, { kind: 'text', title: `Read by ${opened.program}`, text: opened.text });
    },
    (error: unknown) => {
      const words =
        error instanceof PlumblineError ? [error.message, error.facts.nextStep ?? ''].join(' ') : String(error);
      openDialog(model, { kind: 'text', title: 'Not opened', text: words.trim() });
    },
  );
}

/** The capture as it goes on: each place, what it means, and its packets. Leaving the dialog does not end it. */
export function CaptureDialog(): ReactNode {
  const model = useScreen();
  const { width } = useDialogSize();
  const state = useCapture();
  const [marked, setMarked] = useState(false);
  if (state === undefined) return <TextDialog title="Capture" lines={[line(' starting…', 'quiet')]} tail />;
  const running = state.state === 'running';
  const packets = marked ? state.packets.filter(({ mark }) => mark !== undefined) : state.packets;
  const head = captureHead(state, width);
  const lines = packets.map((packet) => packetLine(packet, width));
  const none = marked ? 'no packet is marked' : running ? 'no packet yet' : 'no packet was taken';
  return (
    <TextDialog
      title={`Capture, ${running ? 'running' : 'ended'}: ${state.total} packets${marked ? ', marked ones' : ''}`}
      head={head}
      lines={lines.length === 0 ? [line(`  ${none}`, 'quiet')] : lines}
      tail
      copies={[...head, ...lines].map(lineText).join('\n')}
      hints={`${running ? 'x stop' : 'n new'}  m ${marked ? 'all' : 'marked'}  w save  o open`}
      onKey={({ name }) => {
        if (name === 'x') void model.captures.stop();
        else if (name === 'm') setMarked(!marked);
        else if (name === 'w') openDialog(model, { kind: 'capture-save' });
        else if (name === 'o') openElsewhere(model);
        else if (name === 'n' && running) notify(model, 'the capture still runs; x stops it', 'warning');
        else if (name === 'n') change(model, { dialogs: [{ kind: 'capture-form' }] });
        else return false;
        return true;
      }}
    />
  );
}
