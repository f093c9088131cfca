import type { Labels } from './records.ts';

/** What a filter looks at: text in lower case, 'namespace/name' first. */
export interface Searchable {
  /** 'shop/web-1', in lower case: the fuzzy words look here. */
  readonly name: string;
  /** Everything else a row shows, in lower case. */
  readonly text: string;
  readonly labels: Labels;
}

interface Term {
  readonly inverse: boolean;
  readonly label: { readonly key: string; readonly value: string } | undefined;
  readonly word: string;
}

/** Whether a row passes. `lenient` takes a label's value as a beginning: it is still being typed. */
export type RowFilter = (row: Searchable, lenient: boolean) => boolean;

/**
 * What was typed after `/`: words separated by blanks, all of which must hold. A word fits where it is contained, or
 * fuzzily in the name: its letters in order, each next to the one before or at the start of a part ('frba' fits
 * 'front-back'). `!word` must not fit; `label=value` asks for a label.
 */
export function compileFilter(filter: string): RowFilter {
  const terms = filter.split(/\s+/).flatMap(readTerm);
  return (row, lenient) => terms.every((term) => fits(term, row, lenient) !== term.inverse);
}

/** Whether a filter asks for labels, so that a lenient second try makes sense. */
export function asksForLabels(filter: string): boolean {
  return filter.split(/\s+/).some((text) => readTerm(text).some((term) => term.label !== undefined && !term.inverse));
}

function readTerm(text: string): readonly Term[] {
  const inverse = text.startsWith('!');
  const body = inverse ? text.slice(1) : text;
  if (body === '') return [];
  const equals = body.indexOf('=');
  const label =
    equals > 0 ? { key: body.slice(0, equals), value: body.slice(equals + 1).replace(/^=/, '') } : undefined;
  return [{ inverse, label, word: body.toLowerCase() }];
}

function fits({ label, word, inverse }: Term, row: Searchable, lenient: boolean): boolean {
  if (label !== undefined) {
    const value = row.labels[label.key];
    if (value === undefined) return false;
    return lenient && !inverse ? value.startsWith(label.value) : value === label.value;
  }
  if (row.name.includes(word) || row.text.includes(word)) return true;
  // An inverse word removes only what plainly holds it.
  return !inverse && fuzzy(word, row.name);
}

/** Whether the letters occur in that order at all: most names fall here already. */
function inOrder(word: string, name: string): boolean {
  let at = -1;
  for (let letter = 0; letter < word.length; letter += 1) {
    at = name.indexOf(word[letter] ?? '', at + 1);
    if (at === -1) return false;
  }
  return true;
}

/** Follows all ways to place the letters at once: the work stays proportional to word times name. */
function fuzzy(word: string, name: string): boolean {
  if (!inOrder(word, name)) return false;
  /** Where the letters so far can end, in rising order. */
  let ends: readonly number[] = [0];
  for (let letter = 0; letter < word.length; letter += 1) {
    const wanted = word[letter] ?? '';
    const next: number[] = [];
    const earliest = ends[0] ?? 0;
    let following = 0;
    for (let index = name.indexOf(wanted, earliest); index !== -1; index = name.indexOf(wanted, index + 1)) {
      while ((ends[following] ?? Number.POSITIVE_INFINITY) < index) following += 1;
      if ((letter > 0 && ends[following] === index) || startsPart(name, index)) next.push(index + 1);
    }
    if (next.length === 0) return false;
    ends = next;
  }
  return true;
}

function startsPart(name: string, index: number): boolean {
  if (index === 0) return true;
  const before = name.charCodeAt(index - 1);
  // '-', '.', '/', ':', '_'
  return before === 45 || before === 46 || before === 47 || before === 58 || before === 95;
}
