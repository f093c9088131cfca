import type { LabelTest } from '../model/condition.ts';
import type { Selector } from './selector.ts';
import { type SelectorToken, selectorTokens } from './selector-tokens.ts';

/** A parsed selector, or why it is none, as a clause. */
export type ParsedSelector = { readonly selector: Selector } | { readonly problem: string };

const longestLabel = 512;

/** Deeper nesting is refused before it can exhaust the stack; the API allows 1,024 characters. */
const deepest = 400;

/**
 * Parses Calico's selector grammar: `==`, `!=`, `in`, `not in`, `has()`, `contains`, `starts with`, `ends with`, `all()`,
 * `global()`; tests bind tightest, then parentheses, `!`, `&&`, `||`. An empty selector is all().
 */
export function parseSelector(text: string): ParsedSelector {
  const tokens = selectorTokens(text);
  if (typeof tokens === 'string') return { problem: tokens };
  if (tokens.length === 1) return { selector: { is: 'all' } };
  const reader = new SelectorReader(tokens);
  try {
    const selector = reader.either(0);
    reader.expect('end');
    return { selector };
  } catch (error) {
    if (error instanceof SelectorError) return { problem: error.message };
    throw error;
  }
}

class SelectorError extends Error {}

class SelectorReader {
  readonly #tokens: readonly SelectorToken[];
  #at = 0;

  constructor(tokens: readonly SelectorToken[]) {
    this.#tokens = tokens;
  }

  either(depth: number): Selector {
    const of = [this.#all(depth)];
    while (this.#take('||')) of.push(this.#all(depth));
    return of.length === 1 && of[0] !== undefined ? of[0] : { is: 'some', of };
  }

  #all(depth: number): Selector {
    const of = [this.#one(depth)];
    while (this.#take('&&')) of.push(this.#one(depth));
    return of.length === 1 && of[0] !== undefined ? of[0] : { is: 'every', of };
  }

  #one(depth: number): Selector {
    if (depth > deepest) throw new SelectorError('it is nested too deeply');
    let negated = false;
    while (this.#take('!')) negated = !negated;
    const selector = this.#operation(depth);
    return negated ? { is: 'not', of: selector } : selector;
  }

  #operation(depth: number): Selector {
    if (this.#take('(')) {
      const inside = this.either(depth + 1);
      this.expect(')');
      return inside;
    }
    const next = this.#peek();
    if (next.is === 'call') return this.#call(next.text);
    const name = this.#word();
    if (name.length > longestLabel) throw new SelectorError('a label name is too long');
    return this.#test(name);
  }

  #call(name: 'has' | 'all' | 'global'): Selector {
    this.expect('call');
    const key = name === 'has' ? this.#word() : '';
    this.expect(')');
    return name === 'has' ? { is: 'label', key, test: 'exists', values: [] } : { is: name };
  }

  #test(key: string): Selector {
    if (this.#take('==')) return { is: 'label', key, test: 'in', values: [this.#text()] };
    if (this.#take('!=')) return { is: 'label', key, test: 'not-in', values: [this.#text()] };
    const operator = this.#operator(key);
    const values = operator === 'in' || operator === 'not-in' ? this.#set() : [this.#text()];
    return { is: 'label', key, test: operator, values };
  }

  #operator(key: string): LabelTest {
    const next = this.#peek();
    const first = next.is === 'word' ? this.#word() : '';
    switch (first) {
      case 'in':
        return 'in';
      case 'contains':
        return 'contains';
      case 'notin':
        return 'not-in';
      case 'startswith':
        return 'starts-with';
      case 'endswith':
        return 'ends-with';
      case 'not':
        if (this.#word() === 'in') return 'not-in';
        break;
      case 'starts':
        if (this.#word() === 'with') return 'starts-with';
        break;
      case 'ends':
        if (this.#word() === 'with') return 'ends-with';
        break;
      default:
    }
    throw new SelectorError(`label ${key} is followed by no operator`);
  }

  #set(): readonly string[] {
    const values: string[] = [];
    this.expect('{');
    while (this.#peek().is === 'text') {
      values.push(this.#text());
      if (!this.#take(',')) break;
    }
    this.expect('}');
    return values;
  }

  #text(): string {
    const token = this.#peek();
    if (token.is !== 'text') throw new SelectorError('a value must stand in quotation marks');
    this.#at += 1;
    return token.text;
  }

  #word(): string {
    const token = this.#peek();
    if (token.is !== 'word') throw new SelectorError(`${said(token)} stands where a label is expected`);
    this.#at += 1;
    return token.text;
  }

  #take(sign: SelectorToken['is']): boolean {
    const taken = this.#peek().is === sign;
    if (taken) this.#at += 1;
    return taken;
  }

  expect(sign: SelectorToken['is']): void {
    if (!this.#take(sign))
      throw new SelectorError(`${said(this.#peek())} stands where ${said({ is: sign })} is expected`);
  }

  #peek(): SelectorToken {
    return this.#tokens[this.#at] ?? { is: 'end' };
  }
}

function said({ is }: { readonly is: SelectorToken['is'] }): string {
  switch (is) {
    case 'end':
      return 'the end';
    case 'word':
      return 'a word';
    case 'text':
      return 'a quoted value';
    case 'call':
      return 'a function';
    default:
      return `'${is}'`;
  }
}
