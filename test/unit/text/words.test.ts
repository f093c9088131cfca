import { expect, it } from 'vitest';
import { countWords, fullStop, listWords } from '../../../src/text/words.ts';

it('joins words as a sentence does', () => {
  expect([listWords([]), listWords(['a']), listWords(['a', 'b']), listWords(['a', 'b', 'c'], 'or')]).toEqual([
    '',
    'a',
    'a and b',
    'a, b or c',
  ]);
});

it('counts in the singular and the plural', () => {
  expect([countWords(1, 'pod'), countWords(0, 'pod'), countWords(2, 'policy', 'policies')]).toEqual([
    '1 pod',
    '0 pods',
    '2 policies',
  ]);
});

it('ends with a full stop what more follows, once', () => {
  expect(['no rule', 'No rule.', 'why?', ''].map(fullStop)).toEqual(['no rule.', 'No rule.', 'why?', '']);
});
