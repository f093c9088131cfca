import { NotSupported, type Word } from './ast.ts';
import type { Scanner, Token } from './scanner.ts';

/** Passes over semicolons and line ends. */
export function skipSeparators(scanner: Scanner): void {
  while (isOperator(scanner.peek(), ';') || isOperator(scanner.peek(), '\n')) {
    scanner.next();
  }
}

/** Passes over line ends. */
export function skipNewlines(scanner: Scanner): void {
  while (isOperator(scanner.peek(), '\n')) {
    scanner.next();
  }
}

/** Whether a token is this operator. */
export function isOperator(token: Token, text: string): boolean {
  return token.kind === 'operator' && token.text === text;
}

/** Takes the next token when it is this unquoted word. */
export function takeWord(scanner: Scanner, text: string): boolean {
  const token = scanner.peek();
  const taken = token.kind === 'word' && token.plain === text;
  if (taken) {
    scanner.next();
  }
  return taken;
}

/** Takes this unquoted word; NotSupported for anything else. */
export function expectWord(scanner: Scanner, text: string): void {
  if (!takeWord(scanner, text)) {
    throw new NotSupported(`syntax near '${describe(scanner.peek())}', '${text}' expected`);
  }
}

/** Takes any word; NotSupported for anything else. */
export function expectAnyWord(scanner: Scanner): Word {
  const token = scanner.next();
  if (token.kind !== 'word') {
    throw new NotSupported(`syntax near '${describe(token)}'`);
  }
  return token.word;
}

/** Takes this operator; NotSupported for anything else. */
export function expectOperator(scanner: Scanner, text: string): void {
  const token = scanner.next();
  if (!isOperator(token, text)) {
    throw new NotSupported(`syntax near '${describe(token)}', '${text}' expected`);
  }
}

/** A token in words, for messages. */
export function describe(token: Token): string {
  return token.kind === 'word' ? (token.plain ?? 'a word') : token.kind === 'end' ? 'the end' : token.text;
}
