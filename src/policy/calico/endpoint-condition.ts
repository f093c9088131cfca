import type { Labels } from '../../inventory/records.ts';
import { type Condition, anyone, nobody } from '../model/condition.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { type LabelLiteral, type Selector, literalFits, selectorCondition } from './selector.ts';

/** On whose labels a selector is written; Calico gives every pod those of its namespace and service account under a prefix. */
export type SelectorScope = 'endpoint' | 'namespace' | 'service-account';

/** The prefix that labels of a namespace or service account bear on the pods that inherit them. */
export const inheritedPrefix = { endpoint: '', namespace: 'pcns.', 'service-account': 'pcsa.' } as const;

const ownName = 'projectcalico.org/name';

/** Says what selectors demand of pods, in one cluster. */
export class EndpointConditions {
  readonly #snapshot: PolicySnapshot;
  /** Labels that profiles apply beyond those that Calico derives, whose bearers are not known. */
  readonly #applied: ReadonlySet<string>;

  constructor(snapshot: PolicySnapshot, applied: ReadonlySet<string>) {
    this.#snapshot = snapshot;
    this.#applied = applied;
  }

  /** Holds for pods that a selector fits; not for what is no pod on the pod network. */
  pods(selector: Selector, scope: SelectorScope): Condition {
    return selectorCondition(selector, (literal) => this.#literal(literal, scope), nobody);
  }

  #namesOf(is: 'namespace' | 'service-account'): readonly string[] {
    const { namespaces, pods } = this.#snapshot;
    const known = namesOf(pods);
    return is === 'service-account'
      ? [...known.serviceAccounts]
      : [...new Set([...namespaces.keys(), ...known.namespaces])];
  }

  #literal(literal: LabelLiteral, scope: SelectorScope): Condition {
    const key = `${inheritedPrefix[scope]}${literal.key}`;
    if (this.#applied.has(key)) {
      return { is: 'undecidable', reason: `a Profile applies the label ${key}, and to which pods is not known` };
    }
    if (key === 'projectcalico.org/namespace' || key === `pcns.${ownName}`)
      return named(literal, 'namespace', () => this.#namesOf('namespace'));
    if (key === 'projectcalico.org/serviceaccount' || key === `pcsa.${ownName}`)
      return named(literal, 'service-account', () => this.#namesOf('service-account'));
    if (key === 'projectcalico.org/orchestrator') return literalFits(literal, 'k8s') ? anyone : nobody;
    if (key.startsWith('pcns.')) return { ...literal, owner: 'namespace', key: key.slice('pcns.'.length) };
    if (key.startsWith('pcsa.')) return { ...literal, owner: 'service-account', key: key.slice('pcsa.'.length) };
    return { ...literal, owner: 'pod', key };
  }
}

interface PodNames {
  readonly namespaces: ReadonlySet<string>;
  readonly serviceAccounts: ReadonlySet<string>;
}

/** Pods stay the same while policies are edited. */
const namesByPods = new WeakMap<PolicySnapshot['pods'], PodNames>();

function namesOf(pods: PolicySnapshot['pods']): PodNames {
  const before = namesByPods.get(pods);
  if (before !== undefined) return before;
  const names = { namespaces: new Set<string>(), serviceAccounts: new Set<string>() };
  for (const { namespace, serviceAccount } of pods) {
    names.namespaces.add(namespace);
    names.serviceAccounts.add(serviceAccount);
  }
  namesByPods.set(pods, names);
  return names;
}

/** A test of a name that every pod has; `known` gives all names, which only tests of parts of one need. */
function named(literal: LabelLiteral, is: 'namespace' | 'service-account', known: () => readonly string[]): Condition {
  switch (literal.test) {
    case 'in':
      return { is, names: literal.values };
    case 'not-in':
      return { is: 'not', of: { is, names: literal.values } };
    case 'exists':
      return anyone;
    case 'absent':
      return nobody;
    default:
      return { is, names: known().filter((name) => literalFits(literal, name)) };
  }
}

/** Labels that Calico gives an object for its namespace, beside the object's own. */
export function derivedLabels(namespace: string, namespaceLabels: Labels): Labels {
  const inherited = Object.entries(namespaceLabels).map(([key, value]) => [`pcns.${key}`, value] as const);
  return { ...Object.fromEntries(inherited), [`pcns.${ownName}`]: namespace, 'projectcalico.org/namespace': namespace };
}
