import type { Duration } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';
import type { ContextSession } from './context-session.ts';
import type { PolicyBoard } from './policy-board.ts';
import type * as PolicyQuestions from './policy-questions.ts';
import { isPolicySettled } from './policy-settled.ts';
import type { CallMessage, CallName, Calls } from './protocol.ts';
import type { WaitingRoom } from './waiting-room.ts';
import { whyUnknown } from './why-unknown.ts';

/** How long a question about all policies waits for them to be read. */
const patienceOfQuestions: Duration = 10_000;

/** What calls about policies are answered from; the session and its policies are others when the context is. */
export interface PolicyCallSources {
  readonly session: () => ContextSession;
  readonly policies: () => PolicyBoard;
  readonly waiting: WaitingRoom;
  readonly clock: Clock;
}

/** A question about policies. */
type PolicyCall = Extract<CallMessage, { readonly name: `polic${string}` }>;

/** Answers a question about policies, once they have been read as far as they can be. */
export async function answerPolicyCall(
  message: PolicyCall,
  sources: PolicyCallSources,
): Promise<Calls[CallName]['answer']> {
  const { session, policies, clock } = sources;
  if (message.name === 'policySnapshot') {
    await policiesRead(sources, message.ask.patience);
    return policies().snapshot();
  }
  await policiesRead(sources, patienceOfQuestions);
  // What answers is loaded when the first question is asked.
  const questions: typeof PolicyQuestions = await import('./policy-questions.ts');
  switch (message.name) {
    case 'policyExplain':
      return questions.explain(policies(), message.ask, clock);
    case 'policyFindings':
      return questions.findings(policies());
    case 'policyMatrix':
      return questions.matrix(policies(), message.ask);
    case 'policyOpen':
      return questions.open(policies(), message.ask, session());
    case 'policiesOnPod':
      return questions.onPod(policies(), message.ask, session().inventory);
  }
}

/** Throws where no pod at all could be read: an answer about none would be about nothing. */
async function policiesRead({ session, waiting }: PolicyCallSources, patience: Duration): Promise<void> {
  await waiting.untilKnown(() => isPolicySettled(session()), patience);
  const why = whyUnknown('The policies', session().freshness('pods'), session().problem, patience);
  if (why !== undefined) throw why;
}
