import {
  type Assignment,
  type Command,
  type Item,
  type List,
  NotSupported,
  type Pipeline,
  type Redirection,
  type Word,
} from './ast.ts';
import { parseRedirection, parseRedirections } from './parse-redirection.ts';
import { createScanner, type Scanner } from './scanner.ts';
import {
  describe,
  expectAnyWord,
  expectOperator,
  expectWord,
  isOperator,
  skipNewlines,
  skipSeparators,
  takeWord,
} from './tokens.ts';

/** Parses a script of the POSIX shell's language, and bash's process substitution. Throws NotSupported for the rest. */
export function parseScript(source: string): List {
  const scanner = createScanner(source, parseUntilParenthesis);
  const list = parseList(scanner, []);
  const rest = scanner.next();
  if (rest.kind !== 'end') {
    throw new NotSupported(`syntax near '${describe(rest)}'`);
  }
  return list;
}

function parseUntilParenthesis(scanner: Scanner): List {
  const list = parseList(scanner, []);
  expectOperator(scanner, ')');
  return list;
}

function parseList(scanner: Scanner, endWords: readonly string[]): List {
  const items: Item[] = [];
  for (;;) {
    skipSeparators(scanner);
    const token = scanner.peek();
    const over =
      token.kind === 'end' ||
      (token.kind === 'operator' && (token.text === ')' || token.text === ';;')) ||
      (token.kind === 'word' && token.plain !== undefined && endWords.includes(token.plain));
    if (over) {
      return items;
    }
    const first = parsePipeline(scanner);
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      const operator = scanner.peek();
      if (operator.kind !== 'operator' || (operator.text !== '&&' && operator.text !== '||')) {
        break;
      }
      scanner.next();
      skipNewlines(scanner);
      rest.push({ operator: operator.text, pipeline: parsePipeline(scanner) });
    }
    const background = isOperator(scanner.peek(), '&');
    if (background) {
      scanner.next();
    }
    items.push({ first, rest, background });
  }
}

function parsePipeline(scanner: Scanner): Pipeline {
  const negated = takeWord(scanner, '!');
  const commands = [parseCommand(scanner)];
  while (isOperator(scanner.peek(), '|')) {
    scanner.next();
    skipNewlines(scanner);
    commands.push(parseCommand(scanner));
  }
  return { negated, commands };
}

function parseCommand(scanner: Scanner): Command {
  const token = scanner.peek();
  if (isOperator(token, '(')) {
    scanner.next();
    const body = parseUntilParenthesis(scanner);
    return { kind: 'group', subshell: true, body, redirections: parseRedirections(scanner) };
  }
  if (token.kind === 'word') {
    switch (token.plain) {
      case 'if':
        return parseIf(scanner);
      case 'while':
      case 'until':
        return parseLoop(scanner, token.plain === 'until');
      case 'for':
        return parseFor(scanner);
      case 'case':
        return parseCase(scanner);
      case '{': {
        scanner.next();
        const body = parseList(scanner, ['}']);
        expectWord(scanner, '}');
        return { kind: 'group', subshell: false, body, redirections: parseRedirections(scanner) };
      }
      case '[[':
      case 'select':
      case 'function':
      case 'coproc':
        throw new NotSupported(token.plain);
      default:
        break;
    }
  }
  return parseSimple(scanner);
}

function parseIf(scanner: Scanner): Command {
  const branches: { condition: List; body: List }[] = [];
  let otherwise: List | undefined;
  expectWord(scanner, 'if');
  for (;;) {
    const condition = parseList(scanner, ['then']);
    expectWord(scanner, 'then');
    branches.push({ condition, body: parseList(scanner, ['elif', 'else', 'fi']) });
    if (takeWord(scanner, 'elif')) {
      continue;
    }
    if (takeWord(scanner, 'else')) {
      otherwise = parseList(scanner, ['fi']);
    }
    expectWord(scanner, 'fi');
    return { kind: 'if', branches, otherwise, redirections: parseRedirections(scanner) };
  }
}

function parseLoop(scanner: Scanner, until: boolean): Command {
  scanner.next();
  const condition = parseList(scanner, ['do']);
  return { kind: 'loop', until, condition, body: parseBody(scanner), redirections: parseRedirections(scanner) };
}

function parseFor(scanner: Scanner): Command {
  scanner.next();
  const name = scanner.next();
  const expressions = isOperator(name, '(') ? scanner.arithmetic() : undefined;
  if (expressions !== undefined) {
    skipSeparators(scanner);
    return { kind: 'count', expressions, body: parseBody(scanner), redirections: parseRedirections(scanner) };
  }
  if (name.kind !== 'word' || name.plain === undefined || !/^[A-Za-z_]\w*$/.test(name.plain)) {
    throw new NotSupported(`for ${describe(name)}`);
  }
  let words: Word[] | undefined;
  if (takeWord(scanner, 'in')) {
    words = [];
    for (let token = scanner.peek(); token.kind === 'word'; token = scanner.peek()) {
      words.push(token.word);
      scanner.next();
    }
  }
  skipSeparators(scanner);
  return { kind: 'for', name: name.plain, words, body: parseBody(scanner), redirections: parseRedirections(scanner) };
}

function parseBody(scanner: Scanner): List {
  expectWord(scanner, 'do');
  const body = parseList(scanner, ['done']);
  expectWord(scanner, 'done');
  return body;
}

function parseCase(scanner: Scanner): Command {
  scanner.next();
  const subject = expectAnyWord(scanner);
  skipNewlines(scanner);
  expectWord(scanner, 'in');
  const arms: { patterns: Word[]; body: List }[] = [];
  for (;;) {
    skipSeparators(scanner);
    if (takeWord(scanner, 'esac')) {
      return { kind: 'case', subject, arms, redirections: parseRedirections(scanner) };
    }
    if (isOperator(scanner.peek(), '(')) {
      scanner.next();
    }
    const patterns = [expectAnyWord(scanner)];
    while (isOperator(scanner.peek(), '|')) {
      scanner.next();
      patterns.push(expectAnyWord(scanner));
    }
    expectOperator(scanner, ')');
    arms.push({ patterns, body: parseList(scanner, ['esac']) });
    if (isOperator(scanner.peek(), ';;')) {
      scanner.next();
    }
  }
}

function parseSimple(scanner: Scanner): Command {
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  for (;;) {
    const token = scanner.peek();
    if (token.kind === 'redirection') {
      redirections.push(parseRedirection(scanner));
    } else if (token.kind === 'word') {
      scanner.next();
      const assignment = words.length === 0 ? asAssignment(token.word) : undefined;
      if (assignment === undefined) {
        words.push(token.word);
      } else {
        assignments.push(assignment);
      }
      if (words.length === 1 && token.plain !== undefined && isOperator(scanner.peek(), '(')) {
        scanner.next();
        expectOperator(scanner, ')');
        skipNewlines(scanner);
        return { kind: 'function', name: token.plain, body: parseCommand(scanner), redirections: [] };
      }
    } else {
      break;
    }
  }
  if (assignments.length + words.length + redirections.length === 0) {
    throw new NotSupported(`syntax near '${describe(scanner.peek())}'`);
  }
  return { kind: 'simple', assignments, words, redirections };
}

function asAssignment(word: Word): Assignment | undefined {
  const first = word[0];
  const match = first?.kind === 'text' && !first.quoted ? /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) : null;
  if (match === null || first?.kind !== 'text') {
    return undefined;
  }
  const value: Word = [{ kind: 'text', text: match[2] ?? '', quoted: true }, ...word.slice(1)];
  return { name: match[1] ?? '', value };
}
