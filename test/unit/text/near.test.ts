import { expect, it } from 'vitest';
import { nearNames } from '../../../src/text/near.ts';

const settings = ['maxFps', 'glyphs', 'theme', 'latency', 'bandwidth'];

it('finds what a swapped, missing or wrong letter meant', () => {
  expect(nearNames('maxFsp', settings)).toEqual(['maxFps']);
  expect(nearNames('glyph', settings)).toEqual(['glyphs']);
  expect(nearNames('latenzy', settings)).toEqual(['latency']);
});

it('finds a name by a part of it', () => {
  expect(nearNames('band', settings)).toEqual(['bandwidth']);
});

it('finds nothing for a word that is near to nothing', () => {
  expect(nearNames('kubernetes', settings)).toEqual([]);
});

it('gives no more than asked for, best first', () => {
  expect(nearNames('web', ['web-1', 'web', 'web-10', 'wab'], 2)).toEqual(['web', 'wab']);
});
