import { useEffect } from 'react';
import type { CniState } from '../../src/contracts/cni.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

/** Passing by with Tab is not looking. */
const settled = 400;

/** The CNI as it was found; looked at as long as `looking`, for that runs programs on nodes. */
export function useCni(looking: boolean): CniState | undefined {
  const { cluster } = useScreen().session;
  const { context } = useStore(cluster.status);
  useEffect(() => {
    if (!looking) return undefined;
    let end = (): void => {};
    const timer = setTimeout(() => {
      end = cluster.cni.watch();
    }, settled);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [cluster, context, looking]);
  return useStore(cluster.cni.state);
}
