import { type List, NotSupported, type Piece, type Word } from './ast.ts';

export type Token =
  | {
      readonly kind: 'word';
      readonly word: Word /** The text when no part of it is quoted or expanded. */;
      readonly plain: string | undefined;
    }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'redirection'; readonly descriptor: number | undefined; readonly text: string }
  | { readonly kind: 'end' };

const operators = ['&&', '||', ';;', '\n', ';', '&', '|', '(', ')'];
const redirections = ['<<<', '<<', '<>', '<&', '<', '>>', '>&', '>|', '>'];

/** Cuts a script into tokens, one at a time, so that substitutions inside words can be parsed in place. */
export interface Scanner {
  next(): Token;
  peek(): Token;
  /** The text up to `))`, after `((` was begun by the token just taken: bash's arithmetic `for`. Undefined elsewhere. */
  arithmetic(): Word | undefined;
}

/** `parseUntilParenthesis` parses the commands of a substitution and consumes its closing parenthesis. */
export function createScanner(source: string, parseUntilParenthesis: (scanner: Scanner) => List): Scanner {
  let at = 0;
  let ahead: Token | undefined;
  const looking = (text: string) => source.startsWith(text, at);

  const scanner: Scanner = {
    next() {
      const token = ahead ?? scan();
      ahead = undefined;
      return token;
    },
    peek() {
      ahead ??= scan();
      return ahead;
    },
    arithmetic() {
      if (ahead !== undefined || !looking('(')) {
        return undefined;
      }
      at += 1;
      return scanArithmetic();
    },
  };

  function scan(): Token {
    for (;;) {
      if (looking('\\\n')) {
        at += 2;
      } else if (looking(' ') || looking('\t') || looking('\r')) {
        at += 1;
      } else if (looking('#')) {
        at = source.indexOf('\n', at) < 0 ? source.length : source.indexOf('\n', at);
      } else {
        break;
      }
    }
    if (at >= source.length) {
      return { kind: 'end' };
    }
    const numbered = /^(\d+)(?=[<>])/.exec(source.slice(at, at + 4));
    const redirectionAt = at + (numbered?.[1]?.length ?? 0);
    const process = source.startsWith('<(', redirectionAt) || source.startsWith('>(', redirectionAt);
    const redirection = redirections.find((text) => source.startsWith(text, redirectionAt));
    if (redirection !== undefined && !process) {
      at = redirectionAt + redirection.length;
      return {
        kind: 'redirection',
        descriptor: numbered === null ? undefined : Number(numbered[1]),
        text: redirection,
      };
    }
    const operator = operators.find(looking);
    if (operator !== undefined) {
      at += operator.length;
      return { kind: 'operator', text: operator };
    }
    const word = scanWord((character) => ' \t\r\n;&|()<>'.includes(character), false);
    const plain = word.every((piece) => piece.kind === 'text' && !piece.quoted)
      ? word.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('')
      : undefined;
    return { kind: 'word', word, plain };
  }

  function scanWord(ends: (character: string) => boolean, quoted: boolean): Word {
    const pieces: Piece[] = [];
    let text = '';
    const flush = () => {
      if (text !== '') {
        pieces.push({ kind: 'text', text, quoted });
        text = '';
      }
    };
    while (at < source.length) {
      const character = source.charAt(at);
      if (!quoted && (looking('<(') || looking('>('))) {
        flush();
        at += 2;
        pieces.push({
          kind: 'process',
          direction: character === '<' ? '<' : '>',
          body: parseUntilParenthesis(scanner),
        });
      } else if (ends(character)) {
        break;
      } else if (character === '\\') {
        const following = source.charAt(at + 1);
        const special = !quoted || '$`"\\\n'.includes(following);
        at += special ? 2 : 1;
        if (!special) {
          text += '\\';
        } else if (following !== '\n') {
          flush();
          pieces.push({ kind: 'text', text: following, quoted: true });
        }
      } else if (character === "'" && !quoted) {
        const end = source.indexOf("'", at + 1);
        if (end < 0) {
          throw new NotSupported('a quote that does not end');
        }
        flush();
        pieces.push({ kind: 'text', text: source.slice(at + 1, end), quoted: true });
        at = end + 1;
      } else if (character === '"' && !quoted) {
        flush();
        at += 1;
        const inside = scanWord((one) => one === '"', true);
        at += 1;
        pieces.push(...(inside.length > 0 ? inside : [{ kind: 'text' as const, text: '', quoted: true }]));
      } else if (character === '$') {
        flush();
        pieces.push(scanDollar(quoted));
      } else if (character === '`') {
        throw new NotSupported('backquotes');
      } else {
        text += character;
        at += 1;
      }
    }
    flush();
    return pieces;
  }

  function scanDollar(quoted: boolean): Piece {
    if (looking('$((')) {
      at += 3;
      const expression = scanArithmetic();
      return { kind: 'arithmetic', expression };
    }
    if (looking('$(')) {
      at += 2;
      return { kind: 'command', body: parseUntilParenthesis(scanner), quoted };
    }
    if (looking('${')) {
      return scanBraces(quoted);
    }
    const name = /^\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/.exec(source.slice(at))?.[1];
    at += 1 + (name?.length ?? 0);
    return name === undefined
      ? { kind: 'text', text: '$', quoted }
      : { kind: 'variable', name, quoted, operator: undefined, operand: [] };
  }

  function scanBraces(quoted: boolean): Piece {
    const match = /^\$\{(#?)([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!])(:?[-=+]|##?|%%?)?/.exec(source.slice(at));
    if (match === null) {
      throw new NotSupported(source.slice(at, at + 20));
    }
    at += match[0].length;
    const operand = match[3] === undefined ? [] : scanWord((character) => character === '}', false);
    if (source.charAt(at) !== '}') {
      throw new NotSupported(source.slice(at - match[0].length, at + 10));
    }
    at += 1;
    return {
      kind: 'variable',
      name: match[2] ?? '',
      quoted,
      operator: match[1] === '#' ? 'length' : match[3],
      operand,
    };
  }

  function scanArithmetic(): Word {
    let depth = 0;
    const word = scanWord((character) => {
      if (character === ')' && depth === 0) {
        return true;
      }
      depth += character === '(' ? 1 : character === ')' ? -1 : 0;
      return false;
    }, true);
    if (!looking('))')) {
      throw new NotSupported('arithmetic that does not end');
    }
    at += 2;
    return word;
  }

  return scanner;
}
