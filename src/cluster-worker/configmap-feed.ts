import type { Freshness } from '../contracts/cluster.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Duration } from '../contracts/time.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { pruneConfigMap } from '../inventory/prune/controller.ts';
import { isFields } from '../inventory/prune/fields.ts';
import type { Interner } from '../inventory/prune/intern.ts';
import { type Clock, pause } from '../kube/clock.ts';
import { configMapPlaces } from '../kube/configmap-places.ts';
import type { ApiConnection } from '../kube/connection.ts';

/** They change with an upgrade, not by themselves: reading each once a minute costs less than a watch each. */
const every: Duration = 60_000;

export interface ConfigMapFeedOptions {
  readonly connection: ApiConnection;
  readonly inventory: Inventory;
  readonly interner: Interner;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly freshness: (freshness: Freshness) => void;
}

/** Reads the ConfigMaps that matter, over and over, until the signal aborts; never rejects. */
export async function feedConfigMaps(options: ConfigMapFeedOptions): Promise<void> {
  const { clock, signal, freshness } = options;
  let asOf: number | undefined;
  while (!signal.aborted) {
    const result = await readAll(options);
    if (signal.aborted) return;
    if (result.error === undefined) asOf = clock.now();
    freshness(stateOf(result, asOf));
    await pause(clock, every, signal);
  }
}

interface Reading {
  readonly read: number;
  readonly denied: PlumblineError | undefined;
  readonly error: PlumblineError | undefined;
}

async function readAll({ connection, inventory, interner, signal }: ConfigMapFeedOptions): Promise<Reading> {
  const found = new Set<string>();
  let denied: PlumblineError | undefined;
  for (const [namespace, name] of configMapPlaces) {
    try {
      const object = await connection.json<unknown>({
        path: `/api/v1/namespaces/${namespace}/configmaps/${name}`,
        operation: 'read a ConfigMap',
        object: `configmap ${namespace}/${name}`,
        signal,
      });
      const record = isFields(object) ? pruneConfigMap(object, interner) : undefined;
      if (record === undefined) continue;
      found.add(record.uid);
      inventory.configmaps.put(record);
    } catch (error) {
      if (!(error instanceof PlumblineError)) throw error;
      if (error.kind === 'forbidden') denied = error;
      else if (error.kind !== 'not-found') return { read: found.size, denied, error };
    }
  }
  inventory.configmaps.retain(found, undefined);
  return { read: found.size, denied, error: undefined };
}

function stateOf({ read, denied, error }: Reading, asOf: number | undefined): Freshness {
  if (error !== undefined) return { state: 'stale', asOf, sentence: error.message };
  if (read === 0 && denied !== undefined)
    return { state: 'denied', sentence: denied.facts.serverMessage ?? denied.message };
  return asOf === undefined ? { state: 'waiting' } : { state: 'live', asOf };
}
