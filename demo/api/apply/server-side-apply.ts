import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../world/types.ts';
import { asObject } from '../wire/body.ts';
import { StatusError } from '../wire/status.ts';
import { fieldsOf, pathText } from './field-set.ts';
import { isSameManager, type Manager, type Ownership, owning, ownershipsOf, withOwnerships } from './managed-fields.ts';
import { mergeApplied, withoutField } from './merge.ts';

interface Conflict {
  readonly owner: Ownership;
  /** The path as ownerships name it. */
  readonly text: string;
  readonly field: string;
}

/** An owner as conflicts name it. */
function ownerText({ name, operation, subresource, apiVersion }: Ownership): string {
  const quoted = JSON.stringify(name);
  const where = subresource === undefined ? quoted : `${quoted} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${where} using ${apiVersion}` : where;
}

/** 409 in the API server's words: one conflict in a line, several as a list per owner. */
function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const causes = conflicts.map(({ owner, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${ownerText(owner)}`,
    field,
  }));
  const [first] = conflicts;
  const byOwner = Map.groupBy(conflicts, ({ owner }) => ownerText(owner));
  const lists = [...byOwner]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([owner, fields]) => [`conflicts with ${owner}:`, ...fields.map(({ field }) => `- ${field}`)].join('\n'));
  const text =
    conflicts.length === 1 && first !== undefined
      ? `Apply failed with 1 conflict: conflict with ${ownerText(first.owner)}: ${first.field}`
      : `Apply failed with ${conflicts.length} conflicts: ${lists.join('\n')}`;
  return new StatusError(409, 'Conflict', text, { details: { causes } });
}

/** Whoever wrote an object that nobody owns yet owns all of it. */
function ownersOfLive(live: KubernetesObject): Ownership[] {
  const known = ownershipsOf(live);
  if (known.length > 0) return known;
  const manager = { name: 'before-first-apply', operation: 'Update', subresource: undefined } as const;
  return [owning(live, manager, new Set(fieldsOf(live).keys()), undefined, Date.now())];
}

/**
 * What `kubectl apply` without --server-side last applied and nobody changed since: kubectl may go on with it by
 * server-side apply without a conflict with itself.
 */
function appliedByClient(live: KubernetesObject): ReadonlySet<string> {
  const text = live.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
  const present = fieldsOf(live);
  try {
    const last = fieldsOf(asObject(JSON.parse(text ?? '{}')));
    const unchanged = [...last].filter(([path, { value }]) => isDeepStrictEqual(present.get(path)?.value, value));
    return new Set(unchanged.map(([path]) => path));
  } catch {
    // Without a readable annotation nothing was applied by a client.
    return new Set();
  }
}

/** A new object that is applied: all of it is its applier's. `now` in milliseconds. */
export function ownedByApplier(
  object: KubernetesObject,
  applied: KubernetesObject,
  manager: Manager,
  now: number,
): KubernetesObject {
  return withOwnerships(object, [owning(object, manager, new Set(fieldsOf(applied).keys()), undefined, now)]);
}

/**
 * Applies a configuration to an object that is there: its fields get the applied values, and what the applier owned,
 * does not apply any more and nobody else owns goes. Throws 409 where that changes a field of somebody else's, unless
 * it is forced. `now` in milliseconds.
 */
export function serverSideApply(
  live: KubernetesObject,
  applied: KubernetesObject,
  manager: Manager,
  options: { readonly force: boolean; readonly now: number },
): KubernetesObject {
  const owners = ownersOfLive(live);
  const own = owners.find((owner) => isSameManager(owner, manager));
  const others = owners.filter((owner) => owner !== own);
  const [wanted, present] = [fieldsOf(applied), fieldsOf(live)];
  const changes = [...wanted].filter(([text, { value }]) => !isDeepStrictEqual(present.get(text)?.value, value));
  const conflicts = changes.flatMap(([text, { path }]) =>
    others.filter(({ fields }) => fields.has(text)).map((owner): Conflict => ({ owner, text, field: pathText(path) })),
  );
  const inherited = manager.name === 'kubectl' ? appliedByClient(live) : undefined;
  const disputed = conflicts.filter(({ text }) => !inherited?.has(text));
  if (disputed.length > 0 && !options.force) throw applyConflict(disputed);
  const taken = new Set(changes.map(([text]) => text));
  const left = others.map((owner) => ({
    ...owner,
    fields: new Set([...owner.fields].filter((text) => !taken.has(text))),
  }));
  const dropped = [...(own?.fields ?? [])].filter(
    (text) => !wanted.has(text) && !left.some(({ fields }) => fields.has(text)),
  );
  const { resourceVersion: _version, ...metadata } = live.metadata;
  const merged = mergeApplied(live.kind, '', { ...live, metadata }, applied);
  const pruned = dropped.reduce<unknown>(
    (document, text) => withoutField(live.kind, document, JSON.parse(text)),
    merged,
  );
  const next = asObject(pruned);
  const fields = new Set(wanted.keys());
  return withOwnerships(next, [...left, owning(next, manager, fields, own, options.now)]);
}
