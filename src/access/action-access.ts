import type { AccessAnswer, AccessQuestion, Cluster } from '../contracts/cluster.ts';
import type { Mode } from '../contracts/consent.ts';
import type { Store } from '../contracts/store.ts';
import { createStore } from '../store/create-store.ts';
import { actionNeeds, type ActionPlaces } from './action-needs.ts';
import { type Denial, denialOf } from './denial.ts';

/** Which actions are not allowed where they would act now, by action id. What is not known counts as allowed. */
export interface ActionAccess extends Store<ReadonlyMap<string, Denial>> {
  /** Asks for these places; the store changes when the answers are there. Answers hold for a minute (see AccessReviews). */
  look(places: ActionPlaces): Promise<void>;
}

const nothing: ReadonlyMap<string, Denial> = new Map();

/** Makes a board of what is not allowed; empty until it has looked. */
export function createActionAccess(cluster: Pick<Cluster, 'review'>, mode: Mode): ActionAccess {
  const store = createStore(nothing);
  let looks = 0;
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    async look(places) {
      looks += 1;
      const own = looks;
      const needs = actionNeeds(places, mode);
      const questions = new Map<string, AccessQuestion>();
      for (const need of [...needs.values()].flat(2))
        for (const question of need.alternatives.flat()) questions.set(JSON.stringify(question), question);
      const answers = new Map<string, AccessAnswer>();
      await Promise.all(
        [...questions].map(async ([key, question]) => {
          const unknown = (error: unknown): AccessAnswer => ({ state: 'unknown', reason: String(error) });
          answers.set(key, await cluster.review(question).catch(unknown));
        }),
      );
      // The operator has gone elsewhere meanwhile.
      if (own !== looks) return;
      const answered = (question: AccessQuestion): AccessAnswer =>
        answers.get(JSON.stringify(question)) ?? { state: 'unknown', reason: 'not asked' };
      const denied = [...needs].flatMap(([id, list]) => {
        const denial = denialOf(list, answered);
        return denial === undefined ? [] : ([[id, denial]] as const);
      });
      const same = JSON.stringify(denied) === JSON.stringify([...store.getSnapshot()]);
      if (!same) store.set(denied.length === 0 ? nothing : new Map(denied));
    },
  };
}
