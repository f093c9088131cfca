import { useEffect, useState } from 'react';
import type { EndpointPod } from '../../src/contracts/endpoint.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

/** Which NetworkPolicies select a pod ('namespace/name'), or why that is not known. */
export type SelectingPolicies =
  | { readonly state: 'asking' }
  | { readonly state: 'known'; readonly names: readonly string[] }
  | { readonly state: 'unknown'; readonly sentence: string };

/** Policies change seldom, and a look must not be an old one for long. */
const askEvery = 15_000;

/** The policies that select this pod now; asked again from time to time. Undefined without a pod. */
export function useSelectingPolicies(pod: EndpointPod | undefined): SelectingPolicies | undefined {
  const { cluster } = useScreen().session;
  const { resources, counts, context } = useStore(cluster.status);
  const [answer, setAnswer] = useState<SelectingPolicies & { readonly about: string }>();
  const { namespace, name, uid } = pod ?? { namespace: '', name: '', uid: '' };
  const about = `${context} ${uid}`;
  const freshness = resources.networkpolicies;
  const live = freshness.state === 'live';

  useEffect(() => {
    if (uid === '' || !live) return undefined;
    let wanted = true;
    const ask = (): void => {
      cluster.detail('pod', namespace, name).then(
        ({ related }) => wanted && setAnswer({ about, state: 'known', names: related }),
        (error: unknown) =>
          wanted &&
          setAnswer({ about, state: 'unknown', sentence: error instanceof Error ? error.message : String(error) }),
      );
    };
    ask();
    const timer = setInterval(ask, askEvery);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [cluster, namespace, name, uid, about, live, counts.policies]);

  if (uid === '') return undefined;
  // A list that is not whole may lack just the policy that matters.
  if (freshness.state === 'denied') return { state: 'unknown', sentence: 'reading policies is not allowed' };
  if (freshness.state === 'stale') return { state: 'unknown', sentence: 'the policies known here are stale' };
  return live && answer?.about === about ? answer : { state: 'asking' };
}
