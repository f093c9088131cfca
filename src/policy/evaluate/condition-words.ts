import type { Condition } from '../model/condition.ts';

type Leaf<Kind extends Condition['is']> = Extract<Condition, { is: Kind }>;

/** What a condition demands, as words without a verb: 'label tier=api', 'namespace shop', 'address in 10.0.0.0/8'. */
export function conditionWords(condition: Condition): string {
  switch (condition.is) {
    case 'every':
      return condition.of.length === 0 ? 'anyone' : condition.of.map(conditionWords).join(' and ');
    case 'some':
      return condition.of.length === 0 ? 'nobody' : condition.of.map(conditionWords).join(' or ');
    case 'not':
      return `not ${conditionWords(condition.of)}`;
    case 'label':
      return labelWords(condition);
    case 'namespace':
      return `namespace ${listWords(condition.names)}`;
    case 'service-account':
      return `service account ${listWords(condition.names)}`;
    case 'kind':
      return listWords(condition.kinds.map((kind) => kindWords[kind]));
    case 'address': {
      const except = condition.except.map(({ text }) => text);
      return `address in ${listWords(condition.within.map(({ text }) => text))}${except.length === 0 ? '' : ` except ${except.join(', ')}`}`;
    }
    case 'own-node':
      return 'the node of the other side';
    case 'undecidable':
      return condition.reason;
  }
}

/** Names of what conditions call a kind. */
export const kindWords = {
  pod: 'a pod on the pod network',
  'host-pod': 'a hostNetwork pod',
  node: 'a node',
  outside: 'an address outside the cluster',
} as const;

/** 'a', 'a or b', 'a, b or c'. */
export function listWords(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? 'nothing') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

/** Whose label: the pod's own need no word. */
export function ownerWords(owner: Leaf<'label'>['owner']): string {
  return owner === 'pod' ? '' : `${owner.replace('-', ' ')} `;
}

function labelWords({ owner, key, test, values }: Leaf<'label'>): string {
  const label = `${ownerWords(owner)}label ${key}`;
  switch (test) {
    case 'in':
      return values.length === 1 ? `${label}=${values[0]}` : `${label} in (${values.join(', ')})`;
    case 'not-in':
      return values.length === 1 ? `${label} other than ${values[0]}` : `${label} not in (${values.join(', ')})`;
    case 'exists':
      return label;
    case 'absent':
      return `no ${label}`;
    case 'starts-with':
      return `${label} that starts with ${values[0] ?? ''}`;
    case 'ends-with':
      return `${label} that ends with ${values[0] ?? ''}`;
    case 'contains':
      return `${label} that contains ${values[0] ?? ''}`;
  }
}
