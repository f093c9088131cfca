import type { ReactNode } from 'react';
import { listWords } from '../../src/text/words.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState } from '../hooks/use-store.ts';
import type { Dialog } from '../screen/dialog.ts';
import { whatRuns } from '../screen/probing.ts';
import { BandwidthForm, startBandwidth, uncappedQuestion } from './bandwidth-form.tsx';
import { CaptureDialog } from './capture.tsx';
import { CaptureForm } from './capture-form.tsx';
import { CaptureSaveDialog } from './capture-save.tsx';
import { CniDialog, CniNodeDialog } from './cni-node.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { ContextsDialog } from './contexts.tsx';
import { DeniedDialog } from './denied.tsx';
import { DetailDialog } from './detail.tsx';
import { DialogRoomContext } from './dialog-frame.tsx';
import { EvidenceDialog } from './evidence.tsx';
import { HelpDialog } from './help.tsx';
import { HelperQuestionDialog } from './helper-question.tsx';
import { HelpersDialog } from './helpers.tsx';
import { LinkForm } from './link-form.tsx';
import { HostKeyDialog } from './host-key.tsx';
import { LoginDialog } from './login.tsx';
import { LintDialog } from './lint.tsx';
import { LogsDialog, NetworkLogsDialog } from './logs.tsx';
import { MatrixDialog } from './matrix.tsx';
import { NodeFactsDialog } from './node-facts.tsx';
import { NodeLogsDialog } from './node-logs.tsx';
import { NoteDialog } from './note.tsx';
import { PaletteDialog } from './palette.tsx';
import { PickerDialog } from './picker.tsx';
import { PolicyDialog } from './policy.tsx';
import { RecentLinksDialog } from './recent-links.tsx';
import { SecondLinkDialog } from './second-link.tsx';
import { VerdictDialog } from './verdict.tsx';
import { WordsDialog } from './words.tsx';

/** The dialog on top; the ones below it wait, unseen. */
export function Dialogs({ columns, rows }: { readonly columns: number; readonly rows: number }): ReactNode {
  const { dialogs } = useScreenState();
  const top = dialogs.at(-1);
  if (top === undefined) return null;
  return (
    <DialogRoomContext value={{ columns, rows }}>
      <DialogOf key={dialogs.length} dialog={top} />
    </DialogRoomContext>
  );
}

function DialogOf({ dialog }: { readonly dialog: Dialog }): ReactNode {
  const model = useScreen();
  switch (dialog.kind) {
    case 'help':
      return <HelpDialog />;
    case 'palette':
      return <PaletteDialog />;
    case 'picker':
      return <PickerDialog end={dialog.end} />;
    case 'link':
      return <LinkForm />;
    case 'second-link':
      return <SecondLinkDialog />;
    case 'recent-links':
      return <RecentLinksDialog />;
    case 'bandwidth':
      return <BandwidthForm />;
    case 'confirm-uncapped':
      return (
        <ConfirmDialog
          title="Uncapped in production"
          question={uncappedQuestion(model, dialog.options)}
          yes="run it uncapped"
          onYes={() => startBandwidth(model, dialog.options, dialog.both)}
        />
      );
    case 'capture-form':
      return <CaptureForm given={dialog.given} />;
    case 'capture':
      return <CaptureDialog />;
    case 'capture-save':
      return <CaptureSaveDialog />;
    case 'cni-node':
      return <CniNodeDialog node={dialog.node} />;
    case 'cni':
      return <CniDialog />;
    case 'contexts':
      return <ContextsDialog />;
    case 'denied':
      return <DeniedDialog denial={dialog.denial} />;
    case 'host-key':
      return <HostKeyDialog />;
    case 'login':
      return <LoginDialog />;
    case 'detail':
      return <DetailDialog of={dialog.of} />;
    case 'verdict':
      return <VerdictDialog question={dialog.question} />;
    case 'lint':
      return <LintDialog />;
    case 'matrix':
      return <MatrixDialog />;
    case 'policy':
      return <PolicyDialog row={dialog.row} />;
    case 'logs':
      return <LogsDialog target={dialog.target} />;
    case 'network-logs':
      return <NetworkLogsDialog target={dialog.target} node={dialog.node} />;
    case 'node-facts':
      return <NodeFactsDialog node={dialog.node} />;
    case 'node-logs':
      return <NodeLogsDialog node={dialog.node} />;
    case 'evidence':
      return <EvidenceDialog ids={dialog.ids} />;
    case 'text':
      return <WordsDialog title={dialog.title} text={dialog.text} marked={dialog.marked} />;
    case 'note':
      return <NoteDialog item={dialog.item} />;
    case 'helper-question':
      return <HelperQuestionDialog />;
    case 'helpers':
      return <HelpersDialog />;
    case 'confirm-quit':
      return (
        <ConfirmDialog
          title="Quit"
          question={`${listWords(whatRuns(model))} still running. Stop and quit?`}
          yes="stop and quit"
          onYes={() => model.terminal.leave()}
        />
      );
  }
}
