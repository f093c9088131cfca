import { listWords } from '../evaluate/condition-words.ts';
import { onPodNetwork } from '../kubernetes/pod-network.ts';
import type { Condition } from '../model/condition.ts';

type Literal = Exclude<Condition, { is: 'every' | 'some' | 'not' }>;

/**
 * Whom a condition means: 'every pod', 'pods with app=web in the same namespace', 'addresses in 10.0.0.0/8'. `own` is the
 * namespace of the policy, empty for a cluster-wide one. And and or are spelled out, with parentheses where one holds the
 * other.
 */
export function partiesWords(condition: Condition, own: string): string {
  const parts = flattened(condition);
  if (parts === undefined) return 'nobody';
  const [only] = parts;
  if (parts.length === 1 && only?.is === 'some') return only.of.map((one) => partiesWords(one, own)).join(', or ');
  const literals = parts.filter(
    (part): part is Literal => part.is !== 'some' && part.is !== 'not' && part.is !== 'every',
  );
  const others = parts.flatMap((part) => {
    if (part.is === 'some') return [`and (${part.of.map((one) => partiesWords(one, own)).join(', or ')})`];
    return part.is === 'not' ? [notWords(part.of, own)] : [];
  });
  const reasons = literals.flatMap((part) => (part.is === 'undecidable' ? [part.reason] : []));
  return [
    nounWords(literals, own),
    ...others,
    ...(reasons.length === 0 ? [] : [`(not certain: ${reasons.join('; ')})`]),
  ].join(' ');
}

/** All that must hold, with nested lists of it drawn in; undefined where something of it never holds. */
function flattened(condition: Condition): readonly Condition[] | undefined {
  if (condition === onPodNetwork) return [{ is: 'kind', kinds: ['pod'] }];
  if (condition.is === 'some') {
    const able = condition.of.filter((one) => flattened(one) !== undefined);
    const [only] = able;
    if (only === undefined) return undefined;
    if (able.some((one) => flattened(one)?.length === 0)) return [];
    return able.length === 1 ? flattened(only) : [{ is: 'some', of: able }];
  }
  if (condition.is !== 'every') return [condition];
  const parts = condition.of.map(flattened);
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function nounWords(literals: readonly Literal[], own: string): string {
  const labels = (owner: string) =>
    literals.flatMap((part) => (part.is === 'label' && part.owner === owner ? [labelWords(part)] : []));
  const [podLabels, namespaceLabels, accountLabels, nodeLabels] = ['pod', 'namespace', 'service-account', 'node'].map(
    labels,
  );
  const names = (is: 'namespace' | 'service-account') =>
    literals.flatMap((part) => (part.is === is ? [part.names] : []));
  const noun = kindNoun(literals);
  const withLabels = [...(podLabels ?? []), ...(nodeLabels ?? [])];
  const places = [
    ...names('namespace').map((one) =>
      one.length === 1 && one[0] === own && own !== '' ? 'in the same namespace' : `in namespace ${listWords(one)}`,
    ),
    ...(namespaceLabels?.length ? [`in namespaces with ${namespaceLabels.join(' and ')}`] : []),
    ...names('service-account').map((one) => `with service account ${listWords(one)}`),
    ...(accountLabels?.length ? [`with service accounts with ${accountLabels.join(' and ')}`] : []),
    ...literals.flatMap((part) => (part.is === 'address' ? [addressWords(part)] : [])),
    ...(literals.some((part) => part.is === 'own-node') ? ['that the pod runs on'] : []),
  ];
  if (noun === 'pods' && withLabels.length === 0 && places.length === 0) return 'every pod';
  if (noun === '' && withLabels.length === 0 && places.length === 0) return 'anyone';
  const head = noun === '' ? (literals.some(({ is }) => is === 'address') ? 'addresses' : 'pods') : noun;
  return [
    withLabels.length === 0 && head === 'pods' ? 'every pod' : head,
    ...(withLabels.length === 0 ? [] : [`with ${withLabels.join(' and ')}`]),
    ...places,
  ].join(' ');
}

/** Empty: any kind. */
function kindNoun(literals: readonly Literal[]): string {
  const kinds = literals.flatMap((part) => (part.is === 'kind' ? [part.kinds] : []));
  const [first] = kinds;
  if (first === undefined) return '';
  const left = first.filter((kind) => kinds.every((one) => one.includes(kind)));
  const has = (kind: (typeof left)[number]) => left.includes(kind);
  const words = [
    ...(has('pod') ? ['pods'] : []),
    ...(has('node') || has('host-pod') ? ['nodes'] : []),
    ...(has('outside') ? ['addresses outside the cluster'] : []),
  ];
  return words.length === 0 ? 'nothing' : listWords(words);
}

function addressWords({ within, except }: Extract<Condition, { is: 'address' }>): string {
  const but = except.length === 0 ? '' : ` except ${except.map(({ text }) => text).join(', ')}`;
  return `in ${listWords(within.map(({ text }) => text))}${but}`;
}

/** As in a selector: 'app=web', 'app in (a, b)', 'no label app'. */
function labelWords({ key, test, values }: Extract<Condition, { is: 'label' }>): string {
  const [first = ''] = values;
  switch (test) {
    case 'in':
      return values.length === 1 ? `${key}=${first}` : `${key} in (${values.join(', ')})`;
    case 'not-in':
      return values.length === 1 ? `${key} not ${first}` : `${key} not in (${values.join(', ')})`;
    case 'exists':
      return `label ${key}`;
    case 'absent':
      return `no label ${key}`;
    case 'starts-with':
      return `${key} that starts with ${first}`;
    case 'ends-with':
      return `${key} that ends with ${first}`;
    case 'contains':
      return `${key} that contains ${first}`;
  }
}

function notWords(condition: Condition, own: string): string {
  switch (condition.is) {
    case 'address':
      return `not ${addressWords(condition)}`;
    case 'namespace':
      return `not in namespace ${listWords(condition.names)}`;
    case 'own-node':
      return 'other than the one that the pod runs on';
    default:
      return `but not ${partiesWords(condition, own)}`;
  }
}
