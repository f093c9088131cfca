import { afterEach, describe, expect, it } from 'vitest';
import { ConfirmDialog } from '../../components/dialogs/confirm.tsx';
import { HelpDialog } from '../../components/dialogs/help.tsx';
import { SelectDialog } from '../../components/dialogs/select-dialog.tsx';
import { TextDialog } from '../../components/dialogs/text-dialog.tsx';
import { notify, openDialog } from '../../components/screen/model.ts';
import { Frame } from '../../components/widgets/frame.tsx';
import { Line } from '../../components/widgets/line.tsx';
import { line } from '../../components/widgets/styled.ts';
import { type RenderedPart, renderPart } from './support/render-part.tsx';

let part: RenderedPart | undefined;
afterEach(() => {
  part?.close();
  part = undefined;
});

function show(...args: Parameters<typeof renderPart>): RenderedPart {
  part = renderPart(...args);
  return part;
}

describe('a line', () => {
  it('is cut with an ellipsis and never runs control sequences of the cluster', () => {
    expect(show(<Line width={12} spans={line('pod \u001b[2J\u001b]0;x\u0007web-1-and-more')} />).text()).toBe(
      'pod web-1-a…',
    );
  });
});

describe('a frame', () => {
  const frame = (title: string) => (
    <Frame title={line(title)} aside="pods 31" lines={[line('web-1')]} width={20} height={2} marked highlighted />
  );

  it('says what it shows in its upper line', () => {
    expect(show(frame('1 Pods')).text().split('\n')).toEqual([
      '┌[1 Pods]─── pods 31 ┐',
      '│web-1               │',
      '│                    │',
      '└────────────────────┘',
    ]);
  });

  it('says it in its lower line where the tab bar takes the upper one', () => {
    const lines = show(frame('1 Clust 2 CNI 3 Pol')).text().split('\n');
    expect(lines[0]).not.toContain('pods');
    expect(lines.at(-1)).toBe('└─────────── pods 31 ┘');
  });

  it('is a list without lines for a screen reader', () => {
    const text = show(frame('1 Pods'), { INK_SCREEN_READER: 'true' }).text();
    expect(text).toContain('1 Pods, pods 31');
    expect(text).not.toMatch(/[┌│└]/);
  });
});

describe('a question', () => {
  for (const key of ['enter', 'escape', 'n', 'q']) {
    it(`takes ${key} for no`, async () => {
      let agreed = false;
      const question = show(
        <ConfirmDialog title="Quit" question="Stop and quit?" yes="quit" onYes={() => (agreed = true)} />,
      );
      openDialog(question.model, { kind: 'confirm-quit' });
      await question.press(key);
      expect(agreed).toBe(false);
      expect(question.model.state.getSnapshot().dialogs).toEqual([]);
    });
  }

  it('takes only y for yes, and lets no other key through', async () => {
    let agreed = false;
    const question = show(
      <ConfirmDialog title="Quit" question="Stop and quit?" yes="quit" onYes={() => (agreed = true)} />,
    );
    expect(question.model.keys.dispatch({ name: 'x', text: 'x' })).toBe(true);
    expect(agreed).toBe(false);
    await question.press('y', 'y');
    expect(agreed).toBe(true);
  });
});

describe('a list to pick from', () => {
  const items = Array.from({ length: 50 }, (_, index) => `pod-${index}`);
  const list = (onPick: (item: string) => void) => (
    <SelectDialog title="Choose" items={items} empty="none" line={(item) => line(item)} onPick={onPick} />
  );

  it('shows a window of its items and follows the cursor', async () => {
    const dialog = show(list(() => {}));
    expect(dialog.text()).toContain('> pod-0');
    expect(dialog.text()).not.toContain('pod-40');
    expect(await dialog.press('end')).toContain('> pod-49');
    expect(await dialog.press('home')).toContain('> pod-0');
  });

  it('picks what the cursor is on', async () => {
    const picked: string[] = [];
    const dialog = show(list((item) => picked.push(item)));
    await dialog.press('down');
    await dialog.press('enter');
    expect(picked).toEqual(['pod-1']);
  });

  it('gives letters to the text field when it has one', async () => {
    const typed: string[] = [];
    const dialog = show(
      <SelectDialog
        title="Choose"
        items={items}
        empty="none"
        typed={{ prompt: '/', text: '', onChange: (text) => typed.push(text) }}
        line={(item) => line(item)}
        onPick={() => {}}
      />,
    );
    await dialog.press('j', 'j');
    expect(await dialog.press('q', 'q')).toContain('/ jq_');
    expect(typed).toEqual(['j', 'jq']);
  });
});

describe('a text to read', () => {
  it('scrolls, says where it is and copies', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => line(`line ${index + 1}.`));
    const dialog = show(<TextDialog title="Log" lines={lines} copies="all of it" />);
    expect(dialog.text()).toContain('line 1-19 of 60');
    expect(await dialog.press('G')).toContain('line 60.');
    expect(await dialog.press('pageup')).not.toContain('line 60.');
    await dialog.press('y');
    expect(dialog.copied).toEqual(['all of it']);
  });
});

describe('the keys that work now', () => {
  it('are those that somebody offers at this moment', async () => {
    const help = show(<HelpDialog />);
    expect(help.text()).not.toContain('start or stop ping');
    help.model.actions.offer({ ping: () => {} });
    notify(help.model, 'something happened');
    expect(await help.press('down')).toMatch(/p +start or stop ping {2}\(plumbline probe latency\)/);
  });
});
