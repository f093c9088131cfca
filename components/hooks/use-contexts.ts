import { useEffect, useState } from 'react';
import { surveyContexts } from '../../src/access/survey-contexts.ts';
import type { ContextHealth, ContextRow } from '../../src/contracts/contexts.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

/** A context with its health, as soon as that is known. */
export interface SurveyedContext extends ContextRow {
  readonly health: ContextHealth | undefined;
}

/** The contexts of the kubeconfig with their health; asked anew each time the list is opened. */
export function useContexts(): readonly SurveyedContext[] {
  const { cluster } = useScreen().session;
  const { contexts: names } = useStore(cluster.status);
  const [rows, setRows] = useState<readonly ContextRow[]>([]);
  const [health, setHealth] = useState<ReadonlyMap<string, ContextHealth>>(new Map());
  useEffect(() => {
    const left = new AbortController();
    const survey = async (): Promise<void> => {
      const known = await cluster.contexts().catch((): readonly ContextRow[] => []);
      if (left.signal.aborted) return;
      setRows(known);
      const told = (name: string, one: ContextHealth): void => setHealth((all) => new Map(all).set(name, one));
      await surveyContexts(
        cluster,
        known.map(({ name }) => name),
        told,
        left.signal,
      );
    };
    void survey();
    return () => left.abort();
  }, [cluster]);
  // Until the worker has answered, their names are known from the status.
  const empty = { cluster: '', user: '', namespace: '', server: '', asks: undefined };
  const listed = rows.length > 0 ? rows : names.map((name): ContextRow => ({ name, ...empty }));
  return listed.map((row) => ({ ...row, health: health.get(row.name) }));
}
