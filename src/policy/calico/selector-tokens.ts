/** A piece of a Calico selector. */
export type SelectorToken =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'word'; readonly text: string }
  /** A function's name with its parenthesis, which follows at once. */
  | { readonly is: 'call'; readonly text: 'has' | 'all' | 'global' }
  | { readonly is: '==' | '!=' | '!' | '&&' | '||' | '(' | ')' | '{' | '}' | ',' | 'end' };

const signs = ['==', '!=', '&&', '||', '!', '(', ')', '{', '}', ','] as const;

/** Characters of label names, and of the words of the grammar. */
const word = /^[A-Za-z0-9_./-]+/;

const functions = ['has', 'all', 'global'] as const;

/** The pieces of a selector, `end` last; an error sentence where a character fits none. Only blanks and tabs are space. */
export function selectorTokens(text: string): readonly SelectorToken[] | string {
  const tokens: SelectorToken[] = [];
  let rest = text;
  for (;;) {
    rest = rest.replace(/^[ \t]+/, '');
    const [first] = rest;
    if (first === undefined) return [...tokens, { is: 'end' }];
    if (first === '"' || first === "'") {
      const end = rest.indexOf(first, 1);
      if (end === -1) return 'a quotation mark is not closed';
      tokens.push({ is: 'text', text: rest.slice(1, end) });
      rest = rest.slice(end + 1);
      continue;
    }
    const call = functions.find((one) => rest.startsWith(`${one}(`));
    if (call !== undefined && tokens.at(-1)?.is !== 'word') {
      tokens.push({ is: 'call', text: call });
      rest = rest.slice(call.length + 1);
      continue;
    }
    const sign = signs.find((one) => rest.startsWith(one));
    const [name] = word.exec(rest) ?? [];
    if (sign !== undefined) tokens.push({ is: sign });
    else if (name !== undefined) tokens.push({ is: 'word', text: name });
    else return `'${first}' cannot stand there`;
    rest = rest.slice(sign?.length ?? name?.length ?? 1);
  }
}
