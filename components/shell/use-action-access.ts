import { useEffect } from 'react';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import type { ScreenModel } from '../screen/model.ts';

/** Permissions change rarely, but somebody may have been asked for one just now. */
const lookAgain = 60_000;

/** Keeps it known what is not allowed between the chosen ends: asked when they change, and once a minute. */
export function useActionAccess(model: ScreenModel): void {
  const { phase, context, namespace, cni } = useStore(model.session.cluster.status);
  const { ends } = useScreenState();
  const { source, destination } = ends;
  const cniNamespace = cni?.namespace;
  useEffect(() => {
    if (phase !== 'connected') return undefined;
    const look = (): void => void model.access.look({ source, destination, namespace, cniNamespace });
    look();
    const timer = setInterval(look, lookAgain);
    return () => clearInterval(timer);
  }, [model, phase, context, source, destination, namespace, cniNamespace]);
}
