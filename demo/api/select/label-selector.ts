import { badRequest } from '../wire/status.ts';

type Labels = Readonly<Record<string, string>>;
export type LabelTest = (labels: Labels) => boolean;

const requirement = /^(!)?\s*([A-Za-z0-9][\w./-]*)\s*(?:(==|=|!=|>|<)\s*([\w.-]*)|(in|notin)\s*\(([^()]*)\))?$/;

/** Splits at commas outside of parentheses. */
function split(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function compile(text: string): LabelTest {
  const match = requirement.exec(text);
  if (match === null) throw badRequest(`unable to parse requirement: invalid label selector: ${JSON.stringify(text)}`);
  const [, not, key = '', operator, value = '', setOperator, values = ''] = match;
  if (not !== undefined && (operator ?? setOperator) !== undefined) {
    throw badRequest(
      `unable to parse requirement: found '${operator ?? setOperator}', expected: ',' or 'end of string'`,
    );
  }
  if (setOperator !== undefined) {
    const wanted = new Set(split(values));
    const has = (labels: Labels): boolean => labels[key] !== undefined && wanted.has(labels[key]);
    return setOperator === 'in' ? has : (labels) => !has(labels);
  }
  if (operator === '=' || operator === '==') return (labels) => labels[key] === value;
  if (operator === '!=') return (labels) => labels[key] !== value;
  if (operator === '>' || operator === '<') {
    const limit = Number(value);
    if (value === '' || !Number.isInteger(limit))
      throw badRequest(`for 'Gt', 'Lt' operators, the value must be an integer`);
    return (labels) => {
      const number = labels[key] === undefined || labels[key] === '' ? Number.NaN : Number(labels[key]);
      return operator === '>' ? number > limit : number < limit;
    };
  }
  return not === undefined ? (labels) => labels[key] !== undefined : (labels) => labels[key] === undefined;
}

/**
 * Compiles query parameter labelSelector, the grammar of apimachinery's labels.Parse: `a=b`, `a!=b`, `a in (b,c)`,
 * `a notin (b)`, `a`, `!a`, `a>1`, joined by commas that mean AND. Throws 400 for anything else.
 */
export function parseLabelSelector(text: string | null): LabelTest {
  if (text === null || text.trim() === '') return () => true;
  const tests = split(text).map(compile);
  return (labels) => tests.every((test) => test(labels));
}
