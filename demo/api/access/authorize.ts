import { asList, asRecord, asText, asTexts } from '../../world/fields.ts';
import type { KubernetesObject } from '../../world/types.ts';
import type { ObjectStore } from '../store.ts';
import type { User } from './users.ts';

/** What somebody wants to do: to a resource, or to a path that is none. Empty texts stand for "not said". */
export type Attributes =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly verb: string; readonly path: string };

/** One rule of a role. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

interface Granted {
  readonly rules: readonly PolicyRule[];
  /** How RBAC words that a rule of it allows something. */
  readonly reason: string;
}

function readRules(role: KubernetesObject | undefined): PolicyRule[] {
  return asList(role?.['rules'])
    .map(asRecord)
    .map((rule) => ({
      verbs: asTexts(rule['verbs']),
      apiGroups: asTexts(rule['apiGroups']),
      resources: asTexts(rule['resources']),
      resourceNames: asTexts(rule['resourceNames']),
      nonResourceURLs: asTexts(rule['nonResourceURLs']),
    }));
}

/** The subject of a binding that means the user. */
function subjectFor(
  binding: KubernetesObject,
  { username, groups }: User,
): Readonly<Record<string, unknown>> | undefined {
  return asList(binding['subjects'])
    .map(asRecord)
    .find(({ kind, name, namespace }) => {
      if (kind === 'User') return name === username;
      if (kind === 'Group') return typeof name === 'string' && groups.includes(name);
      return username === `system:serviceaccount:${asText(namespace) ?? ''}:${asText(name) ?? ''}`;
    });
}

/** Every role that bindings give the user: over the whole cluster, and in `namespace` unless that is empty. */
function granted(store: ObjectStore, user: User, namespace: string): Granted[] {
  const bindings = [
    ...store.list('clusterrolebindings'),
    ...(namespace === '' ? [] : store.list('rolebindings', namespace)),
  ];
  return bindings.flatMap((binding) => {
    const subject = subjectFor(binding, user);
    if (subject === undefined) return [];
    const { kind, name } = asRecord(binding['roleRef']);
    const own = binding.metadata.namespace ?? '';
    const role =
      kind === 'Role' ? store.get('roles', own, asText(name) ?? '') : store.get('clusterroles', '', asText(name) ?? '');
    const where = own === '' ? binding.metadata.name : `${binding.metadata.name}/${own}`;
    const to = `${asText(subject['kind']) ?? ''} ${JSON.stringify(subject['name'])}`;
    const of = `${asText(kind) ?? ''} ${JSON.stringify(name)}`;
    const reason = `RBAC: allowed by ${binding.kind} ${JSON.stringify(where)} of ${of} to ${to}`;
    return [{ rules: readRules(role), reason }];
  });
}

const has = (list: readonly string[], wanted: string): boolean => list.includes('*') || list.includes(wanted);

function pathMatches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function allows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) return rule.nonResourceURLs.some((pattern) => pathMatches(pattern, attributes.path));
  const { group, resource, subresource, name } = attributes;
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const named = has(rule.resources, full) || (subresource !== '' && rule.resources.includes(`*/${subresource}`));
  return has(rule.apiGroups, group) && named && (rule.resourceNames.length === 0 || rule.resourceNames.includes(name));
}

/** Why RBAC allows it, in its own words; undefined when no rule does. */
export function allowedBy(store: ObjectStore, user: User, attributes: Attributes): string | undefined {
  const namespace = 'path' in attributes ? '' : attributes.namespace;
  return granted(store, user, namespace).find(({ rules }) => rules.some((rule) => allows(rule, attributes)))?.reason;
}

/** Every rule that the user has in a namespace. */
export const rulesIn = (store: ObjectStore, user: User, namespace: string): readonly PolicyRule[] =>
  granted(store, user, namespace).flatMap(({ rules }) => rules);
