import { type ReactNode, useEffect } from 'react';
import type { OfferedHostKey } from '../../src/contracts/node.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { closeDialog, notify, openDialog, type ScreenModel } from '../screen/model.ts';
import { line } from '../widgets/styled.ts';
import { DialogFrame, useDialogSize } from './dialog-frame.tsx';

/** Opens the dialog of the first host key that nobody knows; says so when there is none. */
export function openHostKey(model: ScreenModel): void {
  if (model.session.cluster.nodes.hostKeys.offered.getSnapshot().length > 0) openDialog(model, { kind: 'host-key' });
  else notify(model, 'no node has offered a host key that is not known');
}

/** One host key after the other that nobody knows, for who can compare it: only `y` trusts it. */
export function HostKeyDialog(): ReactNode {
  const model = useScreen();
  const { hostKeys } = model.session.cluster.nodes;
  const offered = useStore(hostKeys.offered);
  const { width } = useDialogSize(90);
  const [key] = offered;
  useKeys((press) => {
    if (press.name === 'ctrl+c' || press.name === 'ctrl+z' || press.name === 'ctrl+l') return false;
    if ((press.name === 'y' || press.name === 'Y') && key !== undefined) trust(model, key);
    else if (['escape', 'n', 'N', 'q', 'enter'].includes(press.name)) closeDialog(model);
    return true;
  });
  useEffect(() => {
    if (key === undefined) closeDialog(model);
  }, [model, key]);
  if (key === undefined) return null;
  const wrapped = (text: string) => wrap(safeLine(text), width - 4).map((part) => line(` ${part}`));
  const lines = [
    ...wrapped(`Node ${key.node}: ${key.host} offers a host key that no known_hosts knows:`),
    [],
    ...wrapped(`${key.type} ${key.fingerprint}`),
    [],
    ...wrapped(
      "Compare it with what the node's console says (ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub). If it is another one, somebody may stand between.",
    ),
    ...(offered.length === 1 ? [] : [[], ...wrapped(`${offered.length - 1} more after this one.`)]),
  ];
  return (
    <DialogFrame
      title="Unknown host key"
      hints="y it is the same: trust it  n or Esc back"
      lines={lines}
      width={width}
      height={lines.length + 2}
    />
  );
}

function trust(model: ScreenModel, key: OfferedHostKey): void {
  model.session.recorder.append('node/host-key-trusted', { ...key });
  model.session.cluster.nodes.hostKeys.trust(key);
  notify(model, `${safeLine(key.host)} is trusted from its next connection on`);
}
