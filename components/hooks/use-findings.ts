import { useRef } from 'react';
import type { LintFinding } from '../../src/policy/lint/finding.ts';
import { policyWords } from '../../src/policy/evaluate/names.ts';
import type { PolicyReference } from '../../src/policy/model/policy.ts';
import { useAsked } from './use-asked.ts';
import { useNow } from './use-now.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

/** Reading every policy against every pod takes the worker long in a larger cluster: there it waits to be asked. */
const mostPods = 20_000;
const askEvery = 30_000;

/** What is amiss with each policy, looked at now and then; undefined while that is not known. */
export function useFindings(): ((policy: PolicyReference) => readonly LintFinding[]) | undefined {
  const { cluster } = useScreen().session;
  const { counts, context } = useStore(cluster.status);
  const small = counts.pods <= mostPods;
  const round = Math.floor(useNow(askEvery) / askEvery);
  const asked = useAsked(JSON.stringify([context, counts.policies, round, small]), () =>
    small ? cluster.policies.findings() : Promise.reject(new Error('too many pods')),
  );
  const newest = useRef<readonly LintFinding[]>(undefined);
  if (asked.state === 'answered') newest.current = asked.answer;
  if (newest.current === undefined || asked.state === 'failed') return undefined;
  const byPolicy = Map.groupBy(newest.current, ({ policy }) => policyWords(policy));
  return (policy) => byPolicy.get(policyWords(policy)) ?? [];
}
