import type { Labels } from '../../inventory/records.ts';
import type { Condition, LabelTest } from '../model/condition.ts';

/** One test of a label, in a selector. Tests that say 'not' hold where the label is missing. */
export interface LabelLiteral {
  readonly is: 'label';
  readonly key: string;
  readonly test: LabelTest;
  /** Empty for exists and absent. */
  readonly values: readonly string[];
}

/** A Calico selector, parsed. */
export type Selector =
  | { readonly is: 'all' | 'global' }
  | { readonly is: 'every' | 'some'; readonly of: readonly Selector[] }
  | { readonly is: 'not'; readonly of: Selector }
  | LabelLiteral;

/** Tests that hold exactly where another does not. */
const opposites: Partial<Readonly<Record<LabelTest, LabelTest>>> = {
  in: 'not-in',
  'not-in': 'in',
  exists: 'absent',
  absent: 'exists',
};

/** What a selector demands, with each literal said by `literal` and global() by `global`. */
export function selectorCondition(
  selector: Selector,
  literal: (one: LabelLiteral) => Condition,
  global: Condition,
): Condition {
  switch (selector.is) {
    case 'all':
      return { is: 'every', of: [] };
    case 'global':
      return global;
    case 'label':
      return literal(selector);
    case 'not': {
      const opposite = selector.of.is === 'label' ? opposites[selector.of.test] : undefined;
      // 'no label app' reads better than that it is not so that there is one.
      if (selector.of.is === 'label' && opposite !== undefined) return literal({ ...selector.of, test: opposite });
      return { is: 'not', of: selectorCondition(selector.of, literal, global) };
    }
    default:
      return { is: selector.is, of: selector.of.map((one) => selectorCondition(one, literal, global)) };
  }
}

/** Whether a selector fits labels that are known; global() fits whatever is in no namespace. */
export function selectorFits(selector: Selector, labels: Labels, inNamespace: boolean): boolean {
  switch (selector.is) {
    case 'all':
      return true;
    case 'global':
      return !inNamespace;
    case 'label':
      return literalFits(selector, Object.hasOwn(labels, selector.key) ? labels[selector.key] : undefined);
    case 'not':
      return !selectorFits(selector.of, labels, inNamespace);
    case 'every':
      return selector.of.every((one) => selectorFits(one, labels, inNamespace));
    case 'some':
      return selector.of.some((one) => selectorFits(one, labels, inNamespace));
  }
}

/** Whether a test holds for a label's value; undefined: the label is missing. */
export function literalFits({ test, values }: LabelLiteral, value: string | undefined): boolean {
  if (value === undefined) return test === 'not-in' || test === 'absent';
  switch (test) {
    case 'in':
      return values.includes(value);
    case 'not-in':
      return !values.includes(value);
    case 'exists':
      return true;
    case 'absent':
      return false;
    case 'starts-with':
      return value.startsWith(values[0] ?? '');
    case 'ends-with':
      return value.endsWith(values[0] ?? '');
    case 'contains':
      return value.includes(values[0] ?? '');
  }
}
