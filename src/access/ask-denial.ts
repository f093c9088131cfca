import type { AccessAnswer, AccessQuestion, Cluster } from '../contracts/cluster.ts';
import type { ActionNeed } from './action-needs.ts';
import { type Denial, denialOf } from './denial.ts';

/** Asks whether these needs are denied; resolves to undefined when they are allowed or nothing is known. Never rejects. */
export async function askDenial(
  cluster: Pick<Cluster, 'review'>,
  needs: readonly ActionNeed[],
): Promise<Denial | undefined> {
  const unknown = (error: unknown): AccessAnswer => ({ state: 'unknown', reason: String(error) });
  const answers = new Map<AccessQuestion, AccessAnswer>();
  await Promise.all(
    needs
      .flatMap(({ alternatives }) => alternatives.flat())
      .map(async (question) => answers.set(question, await cluster.review(question).catch(unknown))),
  );
  return denialOf(needs, (question) => answers.get(question) ?? { state: 'unknown', reason: 'not asked' });
}
