import { useEffect, useRef, useState } from 'react';
import type { Link } from '../../src/contracts/link.ts';
import type { DeclaredLink } from '../../src/contracts/policy.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

/** What the policies declare for the link, live; undefined without a link and before the first answer. */
export function useDeclared(link: Link | undefined): DeclaredLink | undefined {
  const { cluster } = useScreen().session;
  const { context } = useStore(cluster.status);
  const about = link === undefined ? undefined : `${context} ${link.id}`;
  const [answer, setAnswer] = useState<{ readonly about: string; readonly declared: DeclaredLink }>();
  // A link is told by its id: a new object of the same link is not followed anew.
  const newest = useRef(link);
  newest.current = link;
  useEffect(() => {
    if (newest.current === undefined || about === undefined) return undefined;
    return cluster.policies.follow(newest.current, (declared) => setAnswer({ about, declared }));
  }, [cluster, about]);
  return answer?.about === about ? answer?.declared : undefined;
}
