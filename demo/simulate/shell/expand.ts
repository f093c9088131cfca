import { createPipe } from '../container/streams.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { type List, NotSupported, type Piece, type Word } from './ast.ts';
import { strip } from './pattern.ts';
import { lookUp, type Shell, variablesOf } from './state.ts';

/** Runs the commands of a substitution; given by the interpreter, which also expands words. */
export interface Substitutor {
  /** Runs to the end and gives what was written. */
  capture(shell: Shell, body: List): Promise<string>;
  /** Runs beside the shell; gives the path to read from. */
  readable(shell: Shell, body: List): string;
}

/** Text of a word with what field splitting must know: characters that came unquoted from an expansion. */
interface Fragment {
  readonly text: string;
  readonly splits: boolean;
  readonly quoted: boolean;
}

const separator: unique symbol = Symbol('a new field');
type Fragments = readonly (Fragment | typeof separator)[];

/** Expands words to arguments: substitution, field splitting, quote removal. Path names are left as they are. */
export async function expandWords(shell: Shell, words: readonly Word[], substitutor: Substitutor): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    rejectBraces(shell, word);
    fields.push(...splitFields(await expandPieces(shell, word, substitutor)));
  }
  return fields;
}

/** Expands a word to one text, without splitting: assignments, redirections, patterns. */
export async function expandText(shell: Shell, word: Word, substitutor: Substitutor): Promise<string> {
  const fragments = await expandPieces(shell, word, substitutor);
  return fragments.map((fragment) => (fragment === separator ? ' ' : fragment.text)).join('');
}

async function expandPieces(shell: Shell, word: Word, substitutor: Substitutor): Promise<Fragments> {
  const fragments: (Fragment | typeof separator)[] = [];
  for (const piece of word) {
    fragments.push(...(await expandPiece(shell, piece, substitutor)));
  }
  return fragments;
}

async function expandPiece(shell: Shell, piece: Piece, substitutor: Substitutor): Promise<Fragments> {
  switch (piece.kind) {
    case 'text':
      return [{ text: piece.text, splits: false, quoted: piece.quoted }];
    case 'command': {
      const text = (await substitutor.capture(shell, piece.body)).replace(/\n+$/, '');
      return [{ text, splits: !piece.quoted, quoted: piece.quoted }];
    }
    case 'arithmetic': {
      const expression = await expandText(shell, piece.expression, substitutor);
      const value = evaluateArithmetic(expression, variablesOf(shell));
      return [{ text: String(value), splits: false, quoted: true }];
    }
    case 'process':
      if (shell.dialect !== 'bash' || piece.direction === '>') {
        throw new NotSupported('process substitution');
      }
      return [{ text: substitutor.readable(shell, piece.body), splits: false, quoted: true }];
    default:
      return piece.quoted && piece.name === '@' && piece.operator === undefined
        ? shell.arguments.flatMap((text, index): Fragments => {
            const fragment = { text, splits: false, quoted: true };
            return index > 0 ? [separator, fragment] : [fragment];
          })
        : [{ text: await expandVariable(shell, piece, substitutor), splits: !piece.quoted, quoted: piece.quoted }];
  }
}

async function expandVariable(
  shell: Shell,
  piece: Extract<Piece, { kind: 'variable' }>,
  substitutor: Substitutor,
): Promise<string> {
  const value = lookUp(shell, piece.name);
  const operator = piece.operator;
  if (operator === undefined) {
    return value ?? '';
  }
  if (operator === 'length') {
    return String((value ?? '').length);
  }
  const operand = () => expandText(shell, piece.operand, substitutor);
  if (operator.startsWith('#') || operator.startsWith('%')) {
    return strip(value ?? '', operator, await operand());
  }
  const missing = value === undefined || (operator.startsWith(':') && value === '');
  switch (operator.at(-1)) {
    case '-':
      return missing ? operand() : value;
    case '+':
      return missing ? '' : operand();
    default:
      if (missing) {
        shell.variables.set(piece.name, await operand());
      }
      return shell.variables.get(piece.name) ?? '';
  }
}

function splitFields(fragments: Fragments): string[] {
  const fields: string[] = [];
  let current = '';
  let open = false;
  const close = () => {
    if (open) {
      fields.push(current);
    }
    current = '';
    open = false;
  };
  for (const fragment of fragments) {
    if (fragment === separator) {
      close();
    } else if (!fragment.splits) {
      current += fragment.text;
      open ||= fragment.quoted || fragment.text !== '';
    } else {
      for (const [index, part] of fragment.text.split(/[ \t\n]+/).entries()) {
        if (index > 0) {
          close();
        }
        current += part;
        open ||= part !== '';
      }
    }
  }
  close();
  return fields;
}

function rejectBraces(shell: Shell, word: Word): void {
  const expands = word.some(
    (piece) => piece.kind === 'text' && !piece.quoted && /\{[^}]*(,|\.\.)[^}]*\}/.test(piece.text),
  );
  if (expands && shell.dialect === 'bash') {
    throw new NotSupported('brace expansion');
  }
}

/** A fresh pipe whose read end is known under a path, as /dev/fd has it. */
export function openSubstitution(shell: Shell): {
  readonly path: string;
  readonly pipe: ReturnType<typeof createPipe>;
} {
  const path = `/dev/fd/${63 - shell.substitutions.size}`;
  const pipe = createPipe();
  shell.substitutions.set(path, { input: pipe });
  return { path, pipe };
}
