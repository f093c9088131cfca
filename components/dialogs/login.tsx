import { type ReactNode, useEffect } from 'react';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { closeDialog, notify, openDialog, type ScreenModel } from '../screen/model.ts';
import { line } from '../widgets/styled.ts';
import { DialogFrame, useDialogSize } from './dialog-frame.tsx';

/** Opens the dialog of the log-in that waits; says so when none does. */
export function openLogin(model: ScreenModel): void {
  if (model.session.cluster.status.getSnapshot().login === undefined) notify(model, 'nothing waits for a log-in');
  else openDialog(model, { kind: 'login' });
}

/** A log-in that needs the terminal, or one that runs: the operator lends it, gives it up, or leaves it waiting. */
export function LoginDialog(): ReactNode {
  const model = useScreen();
  const { cluster } = model.session;
  const { login, context } = useStore(cluster.status);
  const { width } = useDialogSize(90);
  const now = useNow(1000);
  const answer = (terminal: boolean): void => {
    closeDialog(model);
    cluster.logIn(terminal).catch((error: unknown) => {
      notify(model, error instanceof Error ? error.message : String(error), 'bad');
    });
  };
  useKeys((press) => {
    if (press.name === 'ctrl+c' || press.name === 'ctrl+z' || press.name === 'ctrl+l') return false;
    if (press.name === 'enter' && login?.terminal === 'wants') answer(true);
    else if (press.name === 'x' && login?.running === true) answer(false);
    else if (press.name === 'escape' || press.name === 'q') closeDialog(model);
    return true;
  });
  useEffect(() => {
    if (login === undefined) closeDialog(model);
  }, [model, login]);
  if (login === undefined) return null;
  const seconds = Math.max(0, Math.round((now - login.since) / 1000));
  const lines = [
    ...wrap(safeLine(login.sentence), width - 4).map((text) => line(` ${text}`)),
    [],
    ...wrap(
      login.running
        ? `It has run for ${seconds} s.${login.terminal === 'wants' ? ' With the terminal it can ask you; what is measured goes on.' : ''}`
        : 'With the terminal it can ask you; what is measured goes on, and then the screen returns.',
      width - 4,
    ).map((text) => line(` ${text}`, 'quiet')),
  ];
  return (
    <DialogFrame
      title={`Log in to ${context}`}
      hints={`${login.terminal === 'wants' ? 'Enter lend the terminal  ' : ''}${login.running ? 'x give it up  ' : ''}Esc later`}
      lines={lines}
      width={width}
      height={lines.length + 2}
    />
  );
}
