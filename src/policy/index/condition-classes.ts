import type { labelsOf } from '../evaluate/label.ts';
import { kindOf } from '../evaluate/condition.ts';
import type { Truth } from '../evaluate/truth.ts';
import type { Condition } from '../model/condition.ts';
import { addressClasses } from './address-classes.ts';
import type { Classes } from './classes.ts';
import { type ClassSet, fullBits, noClasses, setOfMembers } from './class-set.ts';
import type { Literal } from './conditions-of.ts';
import { labelClasses } from './label-classes.ts';
import { both, either, holdsForNone, opposite, type TernarySet } from './ternary.ts';

/** Which classes a condition holds for. Asked once per condition and literal; later askings cost nothing. */
export type ConditionClasses = (condition: Condition) => TernarySet;

/** What conditions are asked in. */
export interface ConditionSetting {
  /** Over which family of addresses the flows go. */
  readonly family: 4 | 6;
  readonly nodeLabels: Parameters<typeof labelsOf>[3]['nodeLabels'];
  /** How to take what the API leaves to the CNI. */
  readonly openByApi: Truth;
}

export function conditionClasses(classes: Classes, setting: ConditionSetting): ConditionClasses {
  const universe = classes.list.length;
  const everyone: TernarySet = { yes: { words: fullBits(universe) }, unknown: noClasses };
  const literal = literalClasses(classes, setting);
  const numbered = conditionNumbers();
  const known: TernarySet[] = [];
  const compute = (condition: Condition): TernarySet => {
    switch (condition.is) {
      case 'every':
        return condition.of.length === 0
          ? everyone
          : condition.of
              .map(of)
              // Small sets first: what is cut with them stays small.
              .sort((first, second) => cost(first) - cost(second))
              .reduce((all, part) => both(all, part, universe));
      case 'some':
        return condition.of.length === 0
          ? holdsForNone
          : condition.of.map(of).reduce((all, part) => either(all, part, universe));
      case 'not':
        return opposite(of(condition.of), universe);
      default:
        return literal(condition);
    }
  };
  function of(condition: Condition): TernarySet {
    const number = numbered(condition);
    const before = known[number];
    if (before !== undefined) return before;
    const made = compute(condition);
    known[number] = made;
    return made;
  }
  return of;
}

/** The same number for conditions that demand the same: thousands of policies ask for the same few peers. */
function conditionNumbers(): (condition: Condition) => number {
  const byText = new Map<string, number>();
  const byIdentity = new WeakMap<Condition, number>();
  const textOf = (condition: Condition): string => {
    if (condition.is === 'not') return `not ${number(condition.of)}`;
    if (condition.is !== 'every' && condition.is !== 'some') return spelled(condition);
    // Their order is nothing.
    const parts = [...new Set(condition.of.map(number))].sort((first, second) => first - second);
    return `${condition.is} ${parts.join(' ')}`;
  };
  function number(condition: Condition): number {
    const before = byIdentity.get(condition);
    if (before !== undefined) return before;
    const text = textOf(condition);
    const made = byText.get(text) ?? byText.size;
    byText.set(text, made);
    byIdentity.set(condition, made);
    return made;
  }
  return number;
}

function cost({ yes, unknown }: TernarySet): number {
  return size(yes) + size(unknown);
}

function size(set: ClassSet): number {
  return 'members' in set ? set.members.length : Number.MAX_SAFE_INTEGER;
}

function literalClasses(
  classes: Classes,
  { family, nodeLabels, openByApi }: ConditionSetting,
): (literal: Literal) => TernarySet {
  const universe = classes.list.length;
  const labels = labelClasses(classes, nodeLabels);
  const addresses = addressClasses(classes, family);
  const namespaces = groupPods(classes, (pod) => pod.namespace);
  const accounts = groupPods(classes, (pod) => pod.serviceAccount);
  const kinds = Map.groupBy(classes.list.keys(), (member) => kindOfClass(classes, member));
  const ofKinds = (wanted: readonly string[]) =>
    setOfMembers(
      wanted.flatMap((kind) => kinds.get(kind) ?? []).sort((a, b) => a - b),
      universe,
    );
  const onNodes = ofKinds(['host-pod', 'node']);
  const everyone: ClassSet = { words: fullBits(universe) };
  const sure = (yes: ClassSet): TernarySet => ({ yes, unknown: noClasses });
  return (condition) => {
    switch (condition.is) {
      case 'label':
        return labels(condition);
      case 'namespace':
        return sure(gathered(namespaces, condition.names, universe));
      case 'service-account':
        return sure(gathered(accounts, condition.names, universe));
      case 'kind':
        return sure(ofKinds(condition.kinds));
      case 'address':
        return addresses.of(condition.within, condition.except);
      // It hangs on the other side; a pod of the pod network and an address outside never are a node.
      case 'own-node':
        return { yes: noClasses, unknown: onNodes };
      case 'undecidable':
        if (condition.openByApi === true && openByApi !== 'unknown')
          return openByApi === 'yes' ? sure(everyone) : holdsForNone;
        return { yes: noClasses, unknown: everyone };
    }
  };
}

/** The same text for literals that demand the same. */
function spelled(literal: Literal): string {
  return literal.is === 'address'
    ? `address ${[literal.within, literal.except].map((ranges) => ranges.map(({ family, from, to }) => `${family}:${from}-${to}`).join(' ')).join(' / ')}`
    : JSON.stringify(literal);
}

function kindOfClass(classes: Classes, member: number): string {
  const party = classes.list[member]?.representative;
  return party === undefined ? '' : kindOf(party);
}

function groupPods(
  { list, podClasses }: Classes,
  by: (pod: { readonly namespace: string; readonly serviceAccount: string }) => string,
): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (let member = 0; member < podClasses; member += 1) {
    const party = list[member]?.representative;
    if (party?.kind !== 'pod') continue;
    const members = groups.get(by(party));
    if (members === undefined) groups.set(by(party), [member]);
    else members.push(member);
  }
  return groups;
}

function gathered(
  groups: ReadonlyMap<string, readonly number[]>,
  names: readonly string[],
  universe: number,
): ClassSet {
  const members = [...new Set(names)].flatMap((name) => groups.get(name) ?? []);
  return setOfMembers(names.length > 1 ? members.sort((a, b) => a - b) : members, universe);
}
