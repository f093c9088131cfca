import type { AccessQuestion } from '../contracts/cluster.ts';
import type { Permission } from './permissions.ts';

/** rbac/v1 PolicyRule. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const verbOrder = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

function inOrder(verbs: ReadonlySet<string>): readonly string[] {
  return [...verbs].sort((one, other) => verbOrder.indexOf(one) - verbOrder.indexOf(other));
}

/** 'pods/exec'. */
function resourceOf({ resource, subresource }: AccessQuestion): string {
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}

/** One rule that allows exactly what was asked; 'exec' always with both of its verbs. */
export function ruleFor({ verb, group = '', ...question }: AccessQuestion): PolicyRule {
  const verbs = question.subresource === 'exec' ? ['get', 'create'] : [verb];
  return { apiGroups: [group], resources: [resourceOf({ verb, ...question })], verbs };
}

/**
 * The fewest rules that allow the permissions and nothing else: resources of a group that need the same verbs share one.
 * In the order of the permissions.
 */
export function rulesFor(permissions: readonly Permission[]): readonly PolicyRule[] {
  const byResource = new Map<string, { group: string; resource: string; names: Set<string>; verbs: Set<string> }>();
  for (const { question, names } of permissions) {
    const group = question.group ?? '';
    const resource = resourceOf(question);
    // Whoever may get them all needs no rule for some of them; a named rule stays apart.
    const key = [group, resource, names === undefined ? '' : 'named'].join(' ');
    const known = byResource.get(key) ?? { group, resource, names: new Set(), verbs: new Set() };
    for (const name of names ?? []) known.names.add(name);
    byResource.set(key, { ...known, verbs: known.verbs.add(question.verb) });
  }
  const needed = [...byResource.values()].filter(({ group, resource, names, verbs }) => {
    const whole = names.size === 0 ? undefined : byResource.get([group, resource, ''].join(' '));
    return whole === undefined || [...verbs].some((verb) => !whole.verbs.has(verb));
  });
  const alike = Map.groupBy(needed, ({ group, names, verbs }) =>
    JSON.stringify([group, [...names].sort(), [...verbs].sort()]),
  );
  return [...alike.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    return {
      apiGroups: [first.group],
      resources: members.map(({ resource }) => resource),
      ...(first.names.size === 0 ? {} : { resourceNames: [...first.names] }),
      verbs: inOrder(first.verbs),
    };
  });
}
