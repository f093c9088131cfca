import type { Climb, Ladder, MadeHelper, PendingQuestion } from '../../../src/contracts/ladder.ts';
import { createStore, type WritableStore } from '../../../src/store/create-store.ts';

/** A ladder whose question and helpers a test sets; nothing is climbed. */
export interface FakeLadder extends Ladder {
  readonly made: WritableStore<readonly MadeHelper[]>;
  readonly question: WritableStore<PendingQuestion | undefined>;
  /** Nodes on which a debug pod was asked for, in order. */
  readonly asked: string[];
  /** What comes of that. */
  climb: Climb;
}

/** Makes an empty one. */
export function createFakeLadder(): FakeLadder {
  const ladder: FakeLadder = {
    asked: [],
    climb: { climbed: true },
    made: createStore<readonly MadeHelper[]>([]),
    question: createStore<PendingQuestion | undefined>(undefined),
    of: () => ({
      runners: () => [],
      generation: () => 0,
      climb: async () => ({ climbed: false, sentence: 'no rung', nextStep: undefined }),
      lose: () => {},
      renew: () => {},
    }),
    async reachNode(node) {
      ladder.asked.push(node);
      return ladder.climb;
    },
    end: async () => {},
    close: async () => {},
  };
  return ladder;
}
