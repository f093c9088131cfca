import { type ReactNode, useState } from 'react';
import type { MadeHelper } from '../../src/contracts/ladder.ts';
import { helperPlace, helperWords } from '../../src/reach/ladder/helper-words.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { clockTime } from '../charts/chart-lines.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { copyText } from '../screen/copy.ts';
import { notify } from '../screen/model.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { SelectDialog } from './select-dialog.tsx';
import { TextDialog } from './text-dialog.tsx';

/** Everything that plumbline made in the cluster in this session, what became of it, and how it is ended. */
export function HelpersDialog(): ReactNode {
  const model = useScreen();
  const { ladder } = model.session;
  const made = useStore(ladder.made);
  const [opened, setOpened] = useState<MadeHelper>();
  const { width } = useDialogSize();
  if (opened !== undefined) {
    const helper = made.find(({ name }) => name === opened.name) ?? opened;
    return (
      <TextDialog
        title={safeLine(helper.name)}
        lines={detailLines(helper, width - 3)}
        copies={helper.removal}
        onKey={(press) => {
          if (press.name !== 'escape' && press.name !== 'q') return false;
          setOpened(undefined);
          return true;
        }}
      />
    );
  }
  return (
    <SelectDialog
      title="Helpers made in this session"
      items={made}
      empty="nothing was made; plumbline cleanup finds what other sessions left"
      hints="Enter details  x end it  y copy its removal"
      line={helperLine}
      onKey={(press, helper) => {
        if (helper === undefined) return false;
        if (press.name === 'y') copyText(model, helper.removal);
        else if (press.name === 'x') {
          notify(model, `ending ${helper.name}`);
          ladder.end(helper.name).then(
            () => notify(model, `${helper.name}: ${stateNow(ladder.made.getSnapshot(), helper)}`),
            (error: unknown) => notify(model, error instanceof Error ? error.message : String(error), 'bad'),
          );
        } else return false;
        return true;
      }}
      onPick={setOpened}
    />
  );
}

function stateNow(made: readonly MadeHelper[], { name }: MadeHelper): string {
  return made.find((one) => one.name === name)?.state ?? 'gone';
}

function helperLine(helper: MadeHelper): StyledLine {
  const { state, kind, name, deadline } = helper;
  const runs = state === 'running' || state === 'starting';
  return [
    { text: state.padEnd(9), tone: state === 'left' ? 'warning' : runs ? 'good' : 'quiet' },
    { text: `${helperWords[kind]} ${name}`, tone: 'strong' },
    { text: `  ${helperPlace(helper)}`, tone: 'quiet' },
    { text: runs ? `  until ${clockTime(deadline)}` : '', tone: 'quiet' },
  ];
}

function detailLines(helper: MadeHelper, width: number): readonly StyledLine[] {
  const { kind, name, node, image, madeAt, deadline, state, note, removal } = helper;
  const stays = kind === 'debug-container' ? 'Its entry in the pod stays until the pod goes.' : undefined;
  const texts = [
    `${helperWords[kind].replace(/^./, (letter) => letter.toUpperCase())} ${name} ${helperPlace(helper)}${node === undefined || kind === 'node-debug-pod' ? '' : ` on ${node}`}`,
    `image ${image}`,
    `made at ${clockTime(madeAt)}, ends by itself at ${clockTime(deadline)}; now: ${state}`,
    note,
    stays,
    `$ ${removal}`,
  ].filter((text) => text !== undefined);
  return texts.flatMap((text) => wrap(safeLine(text), width)).map((text) => line(` ${text}`));
}
