import { NotSupported } from './ast.ts';

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Where an expression's variables are. */
export interface ArithmeticScope {
  get(name: string): string;
  set(name: string, value: string): void;
}

/** Evaluates an integer expression of the shell, with one assignment at most. Throws NotSupported for what it does not know. */
export function evaluateArithmetic(expression: string, scope: ArithmeticScope): number {
  const step = /^\s*([A-Za-z_]\w*)\s*(\+\+|--)\s*$/.exec(expression);
  const assignment = /^\s*([A-Za-z_]\w*)\s*([-+]?)=(?!=)(.*)$/.exec(expression);
  const [, name = '', operator = '', value = '1'] = step ?? assignment ?? [];
  if (name === '') {
    return evaluate(expression, scope);
  }
  const before = integer(scope.get(name));
  const operand = evaluate(value, scope);
  const after = operator.startsWith('+') ? before + operand : operator.startsWith('-') ? before - operand : operand;
  scope.set(name, String(after));
  return step === null ? after : before;
}

function integer(text: string): number {
  return Number.parseInt(text || '0', 10) || 0;
}

function evaluate(expression: string, scope: ArithmeticScope): number {
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
      return integer(scope.get(token));
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
