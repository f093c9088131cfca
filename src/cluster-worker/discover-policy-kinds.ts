import { isFields, listOf, textOf } from '../inventory/prune/fields.ts';
import type { ApiConnection } from '../kube/connection.ts';
import { apiVersionOf, kindsToRead, type PolicyKind, policyGroups } from '../policy/live/policy-kinds.ts';

/**
 * Asks the API server which kinds of policies it has; `told` is called with all API groups that there are. Throws PlumblineErrors;
 * a group that vanishes meanwhile counts as absent.
 */
export async function discoverPolicyKinds(
  connection: ApiConnection,
  signal: AbortSignal,
  told: (groups: readonly string[]) => void,
): Promise<readonly PolicyKind[]> {
  const wanted = new Set(policyGroups.flatMap(({ kinds }) => kinds.map(apiVersionOf)));
  const read = async (path: string) => {
    const answer = await connection.json<unknown>({ path, operation: 'ask which policies there are', signal });
    return isFields(answer) ? answer : {};
  };
  const groups = listOf(await read('/apis'), 'groups');
  told(groups.map((group) => textOf(group, 'name')));
  const present = groups
    .flatMap((group) => listOf(group, 'versions').map((version) => textOf(version, 'groupVersion')))
    .filter((version) => wanted.has(version));
  const served = new Map<string, ReadonlySet<string>>();
  for (const version of new Set(present)) {
    const resources = listOf(await read(`/apis/${version}`), 'resources');
    served.set(version, new Set(resources.map((resource) => textOf(resource, 'name'))));
  }
  return kindsToRead(served);
}
