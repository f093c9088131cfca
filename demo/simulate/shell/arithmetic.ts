import { NotSupported } from './ast.ts';

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Evaluates an integer expression of the shell; `valueOf` reads a variable. Throws NotSupported for what it does not know. */
export function evaluateArithmetic(expression: string, valueOf: (name: string) => string): number {
  const tokens = expression.match(/\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%()<>!]|\S/g) ?? [];
  let at = 0;

  const primary = (): number => {
    const token = tokens[at];
    at += 1;
    if (token === '(') {
      const value = binary(0);
      at += 1;
      return value;
    }
    if (token === '-') {
      return -primary();
    }
    if (token === '!') {
      return primary() === 0 ? 1 : 0;
    }
    if (token !== undefined && /^\d+$/.test(token)) {
      return Number.parseInt(token, 10);
    }
    if (token !== undefined && /^[A-Za-z_]\w*$/.test(token)) {
      return Number.parseInt(valueOf(token) || '0', 10) || 0;
    }
    throw new NotSupported(`$((${expression}))`);
  };

  const binary = (level: number): number => {
    const known = levels[level];
    if (known === undefined) {
      return primary();
    }
    let value = binary(level + 1);
    for (let operator = tokens[at]; operator !== undefined && known.includes(operator); operator = tokens[at]) {
      at += 1;
      value = apply(operator, value, binary(level + 1));
    }
    return value;
  };

  const result = tokens.length === 0 ? 0 : binary(0);
  if (at < tokens.length) {
    throw new NotSupported(`$((${expression}))`);
  }
  return result;
}

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return Math.trunc(left / right);
    case '%':
      return left % right;
    case '||':
      return left !== 0 || right !== 0 ? 1 : 0;
    case '&&':
      return left !== 0 && right !== 0 ? 1 : 0;
    case '==':
      return left === right ? 1 : 0;
    case '!=':
      return left === right ? 0 : 1;
    case '<':
      return left < right ? 1 : 0;
    case '>':
      return left > right ? 1 : 0;
    case '<=':
      return left <= right ? 1 : 0;
    default:
      return left >= right ? 1 : 0;
  }
}
