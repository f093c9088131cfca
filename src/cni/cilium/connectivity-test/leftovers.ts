import type { Cluster } from '../../../contracts/cluster.ts';
import { PlumblineError } from '../../../contracts/errors.ts';
import { fieldsOf, isFields, listOf, textOf } from '../../../inventory/prune/fields.ts';
import { isTestNamespace } from './plan.ts';

/** An object that the test left, with its path. */
export interface TestObject {
  readonly kind: 'Namespace' | 'CiliumClusterwideNetworkPolicy';
  readonly name: string;
  readonly uid: string;
}

const clusterwide = '/apis/cilium.io/v2/ciliumclusterwidenetworkpolicies';

function pathOf({ kind, name }: TestObject): string {
  return `${kind === 'Namespace' ? '/api/v1/namespaces' : clusterwide}/${encodeURIComponent(name)}`;
}

/** What is there that such a test may have made: its namespaces, and every policy of the whole cluster. */
export async function testObjects(cluster: Pick<Cluster, 'api'>): Promise<readonly TestObject[]> {
  const namespaces = await list(cluster, '/api/v1/namespaces', 'Namespace');
  // Without Cilium's CRDs there are none.
  const policies = await list(cluster, clusterwide, 'CiliumClusterwideNetworkPolicy').catch((error: unknown) => {
    if (error instanceof PlumblineError) return [];
    throw error;
  });
  return [...namespaces.filter(({ name }) => isTestNamespace(name)), ...policies];
}

/** What is there after the run and was not before it: another object of the same name counts as another one. */
export function madeBetween(before: readonly TestObject[], after: readonly TestObject[]): readonly TestObject[] {
  const known = new Set(before.map(({ uid }) => uid));
  return after.filter(({ uid }) => !known.has(uid));
}

/** Namespaces of such tests that were there before the run: of another run, perhaps of one that goes on. */
export function ofOthers(before: readonly TestObject[]): readonly TestObject[] {
  return before.filter(({ kind }) => kind === 'Namespace');
}

/** Deletes exactly these objects, each only while it is still the one that was seen; a namespace takes what is in it along. */
export async function removeTestObjects(cluster: Pick<Cluster, 'api'>, objects: readonly TestObject[]): Promise<void> {
  for (const object of objects) {
    await cluster.api({
      method: 'DELETE',
      path: pathOf(object),
      body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: object.uid } },
      operation: 'remove what the test left',
      object: `${object.kind} ${object.name}`,
      intent: { kind: 'change', what: `deleting ${object.kind} ${object.name}` },
    });
  }
}

async function list(
  cluster: Pick<Cluster, 'api'>,
  path: string,
  kind: TestObject['kind'],
): Promise<readonly TestObject[]> {
  const answer = await cluster.api({ path, operation: 'look for what the test made', object: `${kind} objects` });
  return listOf(isFields(answer) ? answer : {}, 'items').flatMap((object): TestObject[] => {
    const metadata = fieldsOf(object, 'metadata');
    const [name, uid] = [textOf(metadata, 'name'), textOf(metadata, 'uid')];
    return name === '' || uid === '' ? [] : [{ kind, name, uid }];
  });
}
