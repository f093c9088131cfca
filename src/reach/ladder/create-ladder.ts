import type { HelperQuestion, Ladder, PendingQuestion, PodLadder } from '../../contracts/ladder.ts';
import { createStore } from '../../store/create-store.ts';
import { createMadeRegistry } from './made.ts';
import { createNodePods } from './node-pods.ts';
import { type AskOperator, declined, type LadderOptions, type LadderParts } from './parts.ts';
import { createPodLadder } from './pod-ladder.ts';

/** How long a session that ends waits for its helpers to be removed. */
const closePatience = 6000;

/**
 * Makes the ladder of a session. Questions wait in `question` until they are answered, one at a time, unless `ask` answers
 * them by itself (a command without a screen).
 */
export function createLadder(options: LadderOptions, ask?: AskOperator): Ladder {
  const { cluster, settings, mode, maker, kubeconfig } = options;
  const made = createMadeRegistry(options.recorder);
  const question = createStore<PendingQuestion | undefined>(undefined);
  const ladders = new Map<string, PodLadder>();
  const parts: LadderParts = {
    cluster,
    settings,
    mode,
    maker,
    made,
    now: options.clock ?? Date.now,
    ask: ask ?? inTurn((asked, signal) => whenAnswered(question, asked, signal)),
    kubectl: () => {
      const { context } = cluster.status.getSnapshot();
      return { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === '' ? {} : { context }) };
    },
  };
  const nodePods = createNodePods(parts);
  return {
    made: made.list,
    question,
    reachNode: (node, signal) => nodePods.reach(node, signal),
    of(pod) {
      const known = ladders.get(pod.uid);
      if (known !== undefined) return known;
      const ladder = createPodLadder(parts, pod);
      ladders.set(pod.uid, ladder);
      return ladder;
    },
    end: (name) => made.end(name),
    async close() {
      question.getSnapshot()?.answer(undefined);
      await made.endAll(closePatience);
    },
  };
}

/** One question after the other: the screen has room for one. */
function inTurn(ask: AskOperator): AskOperator {
  let last: Promise<unknown> = Promise.resolve();
  return async (question, signal) => {
    const turn = last.then(() => (signal.aborted ? declined : ask(question, signal)));
    last = turn.catch(() => undefined);
    return await turn;
  };
}

function whenAnswered(
  store: { readonly set: (value: PendingQuestion | undefined) => void },
  question: HelperQuestion,
  signal: AbortSignal,
): ReturnType<AskOperator> {
  return new Promise((resolve) => {
    const answer: PendingQuestion['answer'] = (choice) => {
      signal.removeEventListener('abort', withdraw);
      store.set(undefined);
      resolve(choice === undefined ? declined : { choice });
    };
    const withdraw = (): void => answer(undefined);
    signal.addEventListener('abort', withdraw, { once: true });
    store.set({ ...question, answer });
  });
}
