import type { PolicyFindings } from '../../src/contracts/policy.ts';
import type { LintFinding } from '../../src/policy/lint/finding.ts';
import { policyWords } from '../../src/policy/evaluate/names.ts';
import type { PolicyReference } from '../../src/policy/model/policy.ts';
import { useAsked } from './use-asked.ts';
import { useNow } from './use-now.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

/** Reading every policy against every pod takes the worker long in a larger cluster: there it waits to be asked. */
const mostPods = 20_000;
/** What has not changed is not read again. */
const askEvery = 5000;

/** What is amiss with a policy; undefined while that is not known. */
export type FindingsOf = (policy: PolicyReference) => readonly LintFinding[] | undefined;

/** What is amiss with each policy, looked at now and then. Of a policy that was not looked at, or not with everything seen, nothing is known. */
export function useFindings(): FindingsOf {
  const { cluster } = useScreen().session;
  const { counts, context } = useStore(cluster.status);
  const small = counts.pods <= mostPods;
  const asked = useAsked<PolicyFindings | undefined>(
    JSON.stringify([context, small]),
    () => (small ? cluster.policies.findings() : Promise.resolve(undefined)),
    useNow(askEvery) + counts.policies,
  );
  const answer = asked.state === 'answered' ? asked.answer : undefined;
  if (answer === undefined) return () => undefined;
  const byPolicy = Map.groupBy(answer.findings, ({ policy }) => policyWords(policy));
  const judged = new Set(answer.judged.map(policyWords));
  return (policy) => {
    const found = byPolicy.get(policyWords(policy));
    return found ?? (judged.has(policyWords(policy)) && answer.unseen.length === 0 ? [] : undefined);
  };
}
