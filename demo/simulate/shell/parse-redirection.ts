import { NotSupported, type Redirection } from './ast.ts';
import type { Scanner } from './scanner.ts';
import { expectAnyWord } from './tokens.ts';

/** The redirections that stand here, in order. */
export function parseRedirections(scanner: Scanner): readonly Redirection[] {
  const found: Redirection[] = [];
  while (scanner.peek().kind === 'redirection') {
    found.push(parseRedirection(scanner));
  }
  return found;
}

/** One redirection; the next token is its operator. Throws NotSupported for here-documents. */
export function parseRedirection(scanner: Scanner): Redirection {
  const token = scanner.next();
  const text = token.kind === 'redirection' ? token.text : '';
  if (text === '<<') {
    throw new NotSupported('here-documents');
  }
  const operator = text === '>|' ? '>' : text;
  const descriptor = token.kind === 'redirection' ? token.descriptor : undefined;
  const target = expectAnyWord(scanner);
  switch (operator) {
    case '<':
    case '<>':
    case '<&':
    case '<<<':
      return { descriptor: descriptor ?? 0, operator, target };
    case '>':
    case '>>':
    case '>&':
      return { descriptor: descriptor ?? 1, operator, target };
    default:
      throw new NotSupported(`redirection ${text}`);
  }
}
