import { type Fields, fieldsOf, listOf, textOf } from '../../inventory/prune/fields.ts';
import type { ManifestObject } from './objects.ts';
import { isTemplateKind } from './templates.ts';

export interface Workload {
  readonly kind: string;
  readonly name: string;
}

/** The controller that an object's ownerReferences name; undefined for none, and for a node that runs a static pod. */
export function controllerOf(object: Fields): Workload | undefined {
  const references = listOf(fieldsOf(object, 'metadata'), 'ownerReferences');
  const controller = references.find((reference) => reference['controller'] === true);
  if (controller === undefined) return undefined;
  const kind = textOf(controller, 'kind');
  // Without a kind it still tells which pods belong together.
  return kind === 'Node' ? undefined : { kind: kind === '' ? 'Pod' : kind, name: textOf(controller, 'name') };
}

/** Which workload each object that makes pods belongs to in the end, as far as the manifests tell. */
export class WorkloadTree {
  readonly #known = new Map<string, ManifestObject>();

  constructor(objects: Iterable<ManifestObject>) {
    for (const object of objects) if (isTemplateKind(object.kind)) this.#known.set(keyOf(object), object);
  }

  /** The uppermost controller that the manifests hold, or the one that is named. A ReplicaSet of a Deployment is that Deployment. */
  topOf(namespace: string, workload: Workload): Workload {
    const known = this.#known.get(keyOf({ namespace, ...workload }));
    const above = known === undefined ? this.#deploymentOf(namespace, workload) : controllerOf(known.object);
    if (above === undefined || !this.#known.has(keyOf({ namespace, ...above }))) return workload;
    return this.topOf(namespace, above);
  }

  /** A ReplicaSet that was not read is told by its name: the Deployment's, and a hash. */
  #deploymentOf(namespace: string, { kind, name }: Workload): Workload | undefined {
    if (kind !== 'ReplicaSet') return undefined;
    const deployment = { kind: 'Deployment', name: name.replace(/-[a-z0-9]{6,10}$/, '') };
    return this.#known.has(keyOf({ namespace, ...deployment })) ? deployment : undefined;
  }
}

function keyOf({ namespace, kind, name }: { namespace: string; kind: string; name: string }): string {
  return `${namespace}/${kind}/${name}`;
}
