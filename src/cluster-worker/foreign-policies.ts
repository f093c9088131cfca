import { PlumblineError } from '../contracts/errors.ts';
import { isFields, listOf, textOf } from '../inventory/prune/fields.ts';
import type { ApiConnection } from '../kube/connection.ts';

/** Groups whose policies decide who may reach whom in some clusters, and which plumbline does not understand. */
const foreignGroups: ReadonlySet<string> = new Set(['crd.antrea.io', 'k8s.ovn.org', 'networking.k8s.aws']);

const deciding = /^(\w*networkpolicies|egressfirewalls)$/;

/**
 * The kinds of policies here that plumbline does not understand and of which there are any, or may be: each with a clause that says
 * why nothing can be told beside them. Throws PlumblineErrors where the server does not tell its APIs.
 */
export async function foreignPolicies(
  connection: Pick<ApiConnection, 'json'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const read = async (path: string) => {
    const answer = await connection.json<unknown>({ path, operation: 'ask which policies there are', signal });
    return isFields(answer) ? answer : {};
  };
  const versions = listOf(await read('/apis'), 'groups')
    .flatMap((group) => listOf(group, 'versions').map((version) => textOf(version, 'groupVersion')))
    .filter((version) => foreignGroups.has(version.split('/')[0] ?? ''));
  const found = new Map<string, string>();
  for (const version of new Set(versions)) {
    const [group = ''] = version.split('/');
    const plurals = listOf(await read(`/apis/${version}`), 'resources').map((resource) => textOf(resource, 'name'));
    for (const plural of plurals.filter((name) => deciding.test(name))) {
      const why = await whyUntold(() => read(`/apis/${version}/${plural}?limit=1`));
      if (why !== undefined) found.set(`Policies of ${group} (${plural})`, why);
    }
  }
  return found;
}

async function whyUntold(list: () => Promise<object>): Promise<string | undefined> {
  try {
    const { items } = { items: [], ...(await list()) };
    return items.length === 0 ? undefined : 'there are some here, and plumbline does not understand what they mean.';
  } catch (error) {
    if (error instanceof PlumblineError) return error.message;
    throw error;
  }
}
