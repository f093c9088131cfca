import type { ReactNode } from 'react';
import { actionsFor } from '../../src/actions/available.ts';
import { useEffect } from 'react';
import { useScreen } from '../hooks/use-screen.ts';
import { useSparing } from '../hooks/use-sparing.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { change } from '../screen/model.ts';
import type { Span } from '../widgets/styled.ts';
import { Line } from '../widgets/line.tsx';

const noticeTime = 6000;
/** Beside the fixed ones over a slow link; ? lists the rest. */
const fewHints = 3;
/** Always there at the end, however little room is left. */
const fixed = ['palette', 'help', 'quit'];

/** The last row: what just happened, or the keys that matter for the focused pane. */
export function HintLine({ width }: { readonly width: number }): ReactNode {
  const model = useScreen();
  const { notice, focus, dialogs } = useScreenState();
  const denied = useStore(model.access);
  const sparing = useSparing();
  useEffect(() => {
    if (notice === undefined) return undefined;
    const timer = setTimeout(() => {
      if (model.state.getSnapshot().notice === notice) change(model, { notice: undefined });
    }, noticeTime);
    return () => clearTimeout(timer);
  }, [model, notice]);

  if (notice !== undefined) return <Line spans={[{ text: ` ${notice.text}`, tone: notice.tone }]} width={width} />;
  // The dialog says itself which keys work in it; the panes' own do not.
  if (dialogs.length > 0) return <Line spans={[]} width={width} />;
  const available = actionsFor(model.bindings.actions, focus, model.session.mode);
  const own = available.filter((action) => action.scope !== 'global' && action.scope !== 'list');
  const rest = available.filter((action) => !own.includes(action) && !fixed.includes(action.id));
  const last = available.filter((action) => fixed.includes(action.id));
  const words = [...own, ...rest]
    .filter((action) => action.hint !== undefined && action.keys.length > 0)
    .slice(0, sparing ? fewHints : undefined)
    .map((action): Hint => ({ key: action.keys[0] ?? '', word: action.hint ?? '', denied: denied.has(action.id) }));
  const end = last.map(
    (action): Hint => ({ key: action.keys[0] ?? '', word: action.hint ?? action.id, denied: false }),
  );
  return <Line spans={[{ text: ' ' }, ...hintSpans(words, end, width - 1)]} width={width} />;
}

interface Hint {
  readonly key: string;
  readonly word: string;
  /** Shown dimmed and in brackets: its key tells why. */
  readonly denied: boolean;
}

const hintText = ({ word, denied }: Hint): string => (denied ? `(${word})` : word);

const hintLength = (hint: Hint): number => hint.key.length + hintText(hint).length + 3;

/** As many hints as fit before the fixed ones. */
function hintSpans(words: readonly Hint[], end: readonly Hint[], width: number): readonly Span[] {
  let room = width - end.reduce((sum, hint) => sum + hintLength(hint), 0);
  const shown: Hint[] = [];
  for (const hint of words) {
    room -= hintLength(hint);
    if (room < 0) break;
    shown.push(hint);
  }
  return [...shown, ...end].flatMap((hint) => [
    { text: hint.key, tone: hint.denied ? ('quiet' as const) : ('key' as const) },
    { text: ` ${hintText(hint)}  `, tone: hint.denied ? ('quiet' as const) : ('normal' as const) },
  ]);
}
