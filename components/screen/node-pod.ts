import { fullStop } from '../../src/text/words.ts';
import { clockTime } from '../charts/chart-lines.ts';
import { keyOf } from './keys.ts';
import { notify, openDialog, type ScreenModel } from './model.ts';

/** Nobody takes it back: the question does that. */
const never = new AbortController().signal;

/** Asks for a debug pod on a node, makes it, and says what came of it. */
export function makeNodePod(model: ScreenModel, node: string): void {
  const { ladder } = model.session;
  notify(model, `looking at node ${node} …`);
  void ladder.reachNode(node, never).then((climb) => {
    if (!climb.climbed) {
      const sentence = fullStop(climb.sentence.replace(/^./, (letter) => letter.toUpperCase()));
      const text = [sentence, climb.nextStep].filter((one) => one !== undefined).join('\n\n');
      openDialog(model, { kind: 'text', title: `No debug pod on ${node}`, text });
      return;
    }
    const made = ladder.made.getSnapshot().findLast((one) => one.kind === 'node-debug-pod' && one.node === node);
    const until = made === undefined ? '' : ` until ${clockTime(made.deadline)}`;
    notify(model, `a debug pod runs on ${node}${until}; ${keyOf(model, 'helpers')} lists it`, 'good');
  });
}
