import { listDirectory, readFile } from '../programs/files.ts';
import { NotSupported } from './ast.ts';
import type { Shell } from './state.ts';

/** test(1): 0 true, 1 false. One or two operands, `!`, -a and -o; NotSupported for other operators. */
export function evaluateTest(shell: Shell, words: readonly string[]): number {
  return holds(shell, words) ? 0 : 1;
}

function holds(shell: Shell, words: readonly string[]): boolean {
  for (const [joint, both] of [
    ['-o', false],
    ['-a', true],
  ] as const) {
    const at = words.indexOf(joint, 1);
    if (at > 0 && words.length > 3) {
      const left = holds(shell, words.slice(0, at));
      const right = holds(shell, words.slice(at + 1));
      return both ? left && right : left || right;
    }
  }
  const [first = '', second = '', third = ''] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case 2:
      return first === '!' ? second === '' : unary(shell, first, second);
    case 3:
      return first === '!' ? !holds(shell, words.slice(1)) : binary(first, second, third);
    default:
      if (first === '!') {
        return !holds(shell, words.slice(1));
      }
      throw new NotSupported(`test ${words.join(' ')}`);
  }
}

function unary(shell: Shell, operator: string, operand: string): boolean {
  const { machine } = shell.start;
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-e':
    case '-r':
      return readFile(machine, operand) !== undefined || listDirectory(machine, operand) !== undefined;
    case '-f':
    case '-s':
      return readFile(machine, operand) !== undefined;
    case '-d':
      return listDirectory(machine, operand) !== undefined;
    case '-x':
      return machine.has(operand.split('/').at(-1) ?? '');
    default:
      throw new NotSupported(`test ${operator}`);
  }
}

function binary(left: string, operator: string, right: string): boolean {
  const numbers = [Number(left), Number(right)] as const;
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '-eq':
      return numbers[0] === numbers[1];
    case '-ne':
      return numbers[0] !== numbers[1];
    case '-lt':
      return numbers[0] < numbers[1];
    case '-le':
      return numbers[0] <= numbers[1];
    case '-gt':
      return numbers[0] > numbers[1];
    case '-ge':
      return numbers[0] >= numbers[1];
    default:
      throw new NotSupported(`test ${operator}`);
  }
}
