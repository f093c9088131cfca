import { expect, it } from 'vitest';
import { canonicalKey } from '../../../src/actions/key.ts';

it.each([
  ['p', 'p'],
  ['shift+s', 'S'],
  ['S', 'S'],
  ['Ctrl-C', 'ctrl+c'],
  ['ctrl+shift+tab', 'ctrl+shift+tab'],
  ['shift+ctrl+TAB', 'ctrl+shift+tab'],
  ['esc', 'escape'],
  ['Return', 'enter'],
  [' ', 'space'],
  ['+', '+'],
  ['-', '-'],
  ['ctrl+-', 'ctrl+-'],
  ['alt+x', 'alt+x'],
  ['F5', 'f5'],
  ['PgDn', 'pagedown'],
])('spells %j as %j', (typed, spelt) => {
  expect(canonicalKey(typed)).toBe(spelt);
});

it.each(['', 'pp', 'super+x', 'f13', 'ctrl+', 'é', '\u0003'])('refuses %j: it is not a key', (typed) => {
  expect(canonicalKey(typed)).toBeUndefined();
});
