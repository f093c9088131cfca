import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../../src/policy/calico/parse-selector.ts';
import { selectorFits } from '../../../src/policy/calico/selector.ts';

const fits = (text: string, labels: Readonly<Record<string, string>> = {}, inNamespace = true): boolean | string => {
  const parsed = parseSelector(text);
  return 'problem' in parsed ? parsed.problem : selectorFits(parsed.selector, labels, inNamespace);
};

describe('a selector of Calico', () => {
  it.each([
    [`app == 'web'`, { app: 'web' }, true],
    [`app == "web"`, { app: 'api' }, false],
    [`app != 'web'`, { app: 'api' }, true],
    [`app in {'web', "api"}`, { app: 'api' }, true],
    [`app in { 'web', }`, { app: 'web' }, true],
    [`app in {}`, { app: 'web' }, false],
    [`app not in {'web'}`, { app: 'api' }, true],
    [`app notin {'web'}`, { app: 'web' }, false],
    [`has(app)`, { app: '' }, true],
    [`has( app )`, {}, false],
    [`!has(app)`, {}, true],
    [`app contains 'e'`, { app: 'web' }, true],
    [`app starts with 'we'`, { app: 'web' }, true],
    [`app startswith 'eb'`, { app: 'web' }, false],
    [`app ends with 'eb'`, { app: 'web' }, true],
    [`all()`, {}, true],
    ['', {}, true],
    ['   ', {}, true],
    [`example.com/a-b_c.d == 'x'`, { 'example.com/a-b_c.d': 'x' }, true],
    [`has == 'x'`, { has: 'x' }, true],
    [`in in {'x'}`, { in: 'x' }, true],
  ])('%s over %o is %s', (text, labels, expected) => {
    expect(fits(text, labels)).toBe(expected);
  });

  it('matches with != and not in where the label is missing', () => {
    expect([fits(`app != 'web'`), fits(`app not in {'web'}`)]).toEqual([true, true]);
  });

  it('does not match with contains, starts with and ends with where the label is missing', () => {
    expect([fits(`app contains ''`), fits(`app starts with ''`), fits(`app ends with ''`)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('binds ! tighter than &&, and && tighter than ||', () => {
    expect(fits(`!has(a) && has(b) || has(c)`, { c: '' })).toBe(true);
    expect(fits(`has(c) || has(a) && has(b)`, { c: '' })).toBe(true);
    expect(fits(`(has(c) || has(a)) && has(b)`, { c: '' })).toBe(false);
    expect(fits(`!(has(a) || has(b))`, { b: '' })).toBe(false);
    expect(fits(`!!has(a)`, { a: '' })).toBe(true);
  });

  it('fits with global() only what is in no namespace', () => {
    expect([fits('global()', {}, false), fits('global()', {}, true)]).toEqual([true, false]);
  });

  it.each([
    [`app = 'web'`, `'=' cannot stand there`],
    [`app == web`, 'a value must stand in quotation marks'],
    [`app == 'web`, 'a quotation mark is not closed'],
    [`app`, 'label app is followed by no operator'],
    [`app == 'a' &&`, 'the end stands where a label is expected'],
    [`app == 'a' & has(b)`, `'&' cannot stand there`],
    [`has(a) has(b)`, 'a function stands where the end is expected'],
    [`has (a)`, 'label has is followed by no operator'],
    [`(has(a)`, `the end stands where ')' is expected`],
    [`app in 'a'`, `a quoted value stands where '{' is expected`],
    [`app in {'a' 'b'}`, `a quoted value stands where '}' is expected`],
    [`app not 'a'`, 'a quoted value stands where a label is expected'],
    [`app\n== 'a'`, `'\n' cannot stand there`],
    [`${'('.repeat(600)}has(a)`, 'it is nested too deeply'],
  ])('%j is refused: %s', (text, problem) => {
    expect(fits(text)).toBe(problem);
  });
});
