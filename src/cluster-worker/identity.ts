import type { ClusterId } from '../contracts/change.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { fieldsOf, isFields, textOf } from '../inventory/prune/fields.ts';
import type { ApiConnection } from '../kube/connection.ts';

/** Who answers: its version, and the uid of namespace kube-system where that may be read. */
export interface ServerIdentity {
  readonly serverVersion: string | undefined;
  readonly clusterId: ClusterId | undefined;
}

/** Asks the server who it is. What is forbidden stays undefined; everything else that fails throws a PlumblineError. */
export async function readIdentity(connection: ApiConnection, signal: AbortSignal): Promise<ServerIdentity> {
  const ask = async (path: string, operation: string, object: string): Promise<unknown> => {
    try {
      return await connection.json<unknown>({ path, operation, object, signal });
    } catch (error) {
      if (error instanceof PlumblineError && (error.kind === 'forbidden' || error.kind === 'not-found'))
        return undefined;
      throw error;
    }
  };
  const version = await ask('/version', "read the server's version", `context ${connection.context}`);
  const namespace = await ask('/api/v1/namespaces/kube-system', "read the cluster's identity", 'namespace kube-system');
  const uid = isFields(namespace) ? textOf(fieldsOf(namespace, 'metadata'), 'uid') : '';
  return {
    serverVersion: isFields(version) ? textOf(version, 'gitVersion') || undefined : undefined,
    // The uid of kube-system is the cluster's identity by definition.
    clusterId: uid === '' ? undefined : (uid as ClusterId),
  };
}
