import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import type { Condition, LabelOwner, LabelTest } from '../model/condition.ts';
import type { SpecReader } from '../spec-reader.ts';

const tests: Readonly<Record<string, LabelTest>> = {
  In: 'in',
  NotIn: 'not-in',
  Exists: 'exists',
  DoesNotExist: 'absent',
};

const selectorFields: ReadonlySet<string> = new Set(['matchLabels', 'matchExpressions']);
const expressionFields: ReadonlySet<string> = new Set(['key', 'operator', 'values']);

/**
 * A meta/v1 LabelSelector as a condition on labels of `owner`. All parts must hold; an empty one demands nothing. What is not
 * understood is said to the reader and can be neither met nor unmet.
 */
export function compileSelector(selector: Fields, owner: LabelOwner, where: string, reader: SpecReader): Condition {
  const said = reader.problems.length;
  reader.only(selector, selectorFields, where);
  const labels = reader.mapping(selector, 'matchLabels', where) ?? {};
  const of: Condition[] = Object.entries(labels).map(([key, value]) => {
    if (typeof value === 'string') return { is: 'label', owner, key, test: 'in', values: [value] };
    reader.say(`The label ${key} of ${where} has a value that is no text.`);
    return { is: 'undecidable', reason: `the value of label ${key} is not understood` };
  });
  for (const expression of reader.mappings(selector, 'matchExpressions', where) ?? [])
    of.push(compileExpression(expression, owner, where, reader));
  if (reader.problems.length > said) of.push({ is: 'undecidable', reason: `${where} is not understood` });
  return { is: 'every', of };
}

/** Reads a selector under `key`; undefined when there is none. */
export function selectorAt(
  from: Fields,
  key: string,
  owner: LabelOwner,
  where: string,
  reader: SpecReader,
): Condition | undefined {
  const value = from[key];
  if (value === undefined || value === null) return undefined;
  if (isFields(value)) return compileSelector(value, owner, `the ${key} of ${where}`, reader);
  reader.say(`The ${key} of ${where} is no mapping.`);
  return { is: 'undecidable', reason: `the ${key} of ${where} is not understood` };
}

function compileExpression(expression: Fields, owner: LabelOwner, where: string, reader: SpecReader): Condition {
  const said = reader.problems.length;
  reader.only(expression, expressionFields, `an expression of ${where}`);
  const key = reader.text(expression, 'key', where) ?? '';
  const operator = reader.text(expression, 'operator', where) ?? '';
  const values = reader.texts(expression, 'values', where) ?? [];
  const test = tests[operator];
  const problem = expressionProblem(key, operator, test, values.length);
  // With a part left out it would demand something else than it says.
  const understood = reader.problems.length === said;
  if (test !== undefined && problem === undefined && understood) return { is: 'label', owner, key, test, values };
  if (problem !== undefined) reader.say(`${sentence(where)} ${problem}.`);
  return { is: 'undecidable', reason: `an expression on label ${key} is not understood` };
}

/** What the API server refuses in an expression; undefined when it is well-formed. */
function expressionProblem(
  key: string,
  operator: string,
  test: LabelTest | undefined,
  values: number,
): string | undefined {
  if (key === '') return 'has an expression that names no label';
  if (test === undefined) return `uses the unknown operator ${operator || '(none)'} on label ${key}`;
  const wantsValues = test === 'in' || test === 'not-in';
  if (wantsValues !== values > 0) return `has ${operator} ${wantsValues ? 'without' : 'with'} values on label ${key}`;
  return undefined;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
