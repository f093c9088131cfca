import type { Ladder, MadeHelper, PendingQuestion } from '../../../src/contracts/ladder.ts';
import { createStore, type WritableStore } from '../../../src/store/create-store.ts';

/** A ladder whose question and helpers a test sets; nothing is climbed. */
export interface FakeLadder extends Ladder {
  readonly made: WritableStore<readonly MadeHelper[]>;
  readonly question: WritableStore<PendingQuestion | undefined>;
}

/** Makes an empty one. */
export function createFakeLadder(): FakeLadder {
  return {
    made: createStore<readonly MadeHelper[]>([]),
    question: createStore<PendingQuestion | undefined>(undefined),
    of: () => ({
      runners: () => [],
      generation: () => 0,
      climb: async () => ({ climbed: false, sentence: 'no rung', nextStep: undefined }),
      lose: () => {},
      renew: () => {},
    }),
    reachNode: async () => ({ climbed: false, sentence: 'no debug pod', nextStep: undefined }),
    end: async () => {},
    close: async () => {},
  };
}
