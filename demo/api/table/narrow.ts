import type { KubernetesObject } from '../../world/types.ts';

/** The object as its own kind. Throws for another: tables are made of what the store holds, and that was checked. */
export function narrow<Kind extends KubernetesObject>(
  object: KubernetesObject,
  guard: (object: KubernetesObject) => object is Kind,
): Kind {
  if (guard(object)) return object;
  throw new Error(`${object.kind} ${object.metadata.name} lacks parts that every ${object.kind} has`);
}
