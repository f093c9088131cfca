import { type ReactNode, useState } from 'react';
import type { RawOutput } from '../../src/contracts/node-facts.ts';
import { useAsked } from '../hooks/use-asked.ts';
import { useCni } from '../hooks/use-cni.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { line, lineText } from '../widgets/styled.ts';
import { cniLines, cniNodeLines } from './cni-node-lines.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { RawOutputsDialog } from './raw-outputs.tsx';
import { TextDialog } from './text-dialog.tsx';

/** One node as its CNI has it; `o` goes down to what was printed there. */
export function CniNodeDialog({ node }: { readonly node: string }): ReactNode {
  const { session } = useScreen();
  const { width } = useDialogSize();
  const state = useCni(true);
  const found = state?.nodes.find((one) => one.node === node);
  const [outputs, setOutputs] = useState(false);
  const asked = useAsked(`${node} ${found?.at ?? ''}`, () => session.cluster.cni.detail(node));
  const detail = asked.state === 'answered' ? asked.answer : undefined;
  const raw: readonly RawOutput[] = detail?.raw ?? [];
  // The row has what is amiss; the detail also what is well.
  const shown = detail?.node ?? found;
  if (outputs) return <RawOutputsDialog title={`Outputs of ${node}`} outputs={raw} onBack={() => setOutputs(false)} />;
  const lines =
    shown === undefined
      ? [line(` ${node} was not looked into yet; wait, or see in the pane why not.`, 'quiet')]
      : cniNodeLines(shown, state?.columns ?? [], width);
  return (
    <TextDialog
      title={`${state?.name ?? 'CNI'} on ${node}`}
      lines={lines}
      copies={lines.map(lineText).join('\n')}
      hints="o outputs  u look again"
      onKey={({ name }) => {
        if (name === 'o') setOutputs(true);
        else if (name === 'u') void session.cluster.cni.refresh();
        else return false;
        return true;
      }}
    />
  );
}

/** The CNI as a whole: findings of the cluster, and what is set. */
export function CniDialog(): ReactNode {
  const { width } = useDialogSize();
  const { session } = useScreen();
  const state = useCni(true);
  const lines = state === undefined ? [line(' looking…', 'quiet')] : cniLines(state, width);
  return (
    <TextDialog
      title={`CNI: ${state?.name ?? session.cluster.status.getSnapshot().cni?.name ?? 'not known'}`}
      lines={lines}
      copies={lines.map(lineText).join('\n')}
    />
  );
}
