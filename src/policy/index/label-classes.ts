import { labelsOf, labelTruth } from '../evaluate/label.ts';
import type { Condition, LabelOwner } from '../model/condition.ts';
import type { Classes } from './classes.ts';
import {
  addClass,
  type ClassBits,
  type ClassSet,
  difference,
  emptyBits,
  fullBits,
  removeFrom,
  setOfBits,
  setOfMembers,
} from './class-set.ts';

import type { TernarySet } from './ternary.ts';

type LabelCondition = Extract<Condition, { is: 'label' }>;
type NodeLabels = Parameters<typeof labelsOf>[3]['nodeLabels'];

/** Which classes have which value of one label. */
interface LabelValues {
  readonly byValue: ReadonlyMap<string, readonly number[]>;
  readonly unknown: ClassSet;
}

/** Which classes a test of a label holds for. Values of a label are collected when it is first asked for. */
export function labelClasses(classes: Classes, nodeLabels: NodeLabels): (condition: LabelCondition) => TernarySet {
  const universe = classes.list.length;
  const known = new Map<string, LabelValues>();
  const collected = (owner: LabelOwner, key: string): LabelValues => {
    const name = `${owner} ${key}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = collect(classes, owner, key, nodeLabels);
    known.set(name, made);
    return made;
  };
  return (condition) => {
    const { byValue, unknown } = collected(condition.owner, condition.key);
    const { test, values } = condition;
    if (test === 'in') {
      const members = values.map((value) => byValue.get(value) ?? []);
      const [only = []] = members;
      if (members.length <= 1) return { yes: setOfMembers(only, universe), unknown };
      const bits = emptyBits(universe);
      for (const list of members) addAll(bits, list);
      return { yes: setOfBits(bits), unknown };
    }
    const withoutLabel = labelTruth(condition, {}) === 'yes';
    const bits = withoutLabel ? fullBits(universe) : emptyBits(universe);
    for (const [value, members] of test === 'not-in' ? pick(byValue, values) : byValue) {
      if (labelTruth(condition, { [condition.key]: value }) === 'yes') addAll(bits, members);
      else if (withoutLabel) removeFrom(bits, setOfMembers(members, universe));
    }
    const yes = setOfBits(bits);
    return { yes: withoutLabel ? difference(yes, unknown) : yes, unknown };
  };
}

function collect(classes: Classes, owner: LabelOwner, key: string, nodeLabels: NodeLabels): LabelValues {
  const byValue = new Map<string, number[]>();
  const unknown: number[] = [];
  // Outside addresses have no labels.
  for (let member = 0; member < classes.firstOutside; member += 1) {
    const party = classes.list[member]?.representative;
    if (party === undefined) continue;
    const labels = labelsOf(owner, key, party, { nodeLabels });
    if (labels === undefined) unknown.push(member);
    else if (Object.hasOwn(labels, key)) {
      const value = labels[key] ?? '';
      const members = byValue.get(value);
      if (members === undefined) byValue.set(value, [member]);
      else members.push(member);
    }
  }
  return { byValue, unknown: setOfMembers(unknown, classes.list.length) };
}

/** Only the values that a not-in names make a difference to it. */
function pick(byValue: LabelValues['byValue'], values: readonly string[]): readonly [string, readonly number[]][] {
  return values.flatMap((value): [string, readonly number[]][] => {
    const members = byValue.get(value);
    return members === undefined ? [] : [[value, members]];
  });
}

function addAll(bits: ClassBits, members: readonly number[]): void {
  for (const member of members) addClass(bits, member);
}
