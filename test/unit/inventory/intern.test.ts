import { describe, expect, it } from 'vitest';
import { createInterner } from '../../../src/inventory/prune/intern.ts';

describe('the interner', () => {
  it('gives equal label sets as one object', () => {
    const interner = createInterner();
    expect(interner.labels({ app: 'web' })).toBe(interner.labels({ app: 'web' }));
  });

  it('keeps what is asked for again and again, however many others come and go', () => {
    const interner = createInterner();
    const kept = interner.shared('kept', () => ({}));
    for (let index = 0; index < 400_000; index += 1) {
      interner.shared(`other ${index}`, () => ({}));
      if (index % 10_000 === 0) interner.shared('kept', () => ({}));
    }
    expect(interner.shared('kept', () => ({}))).toBe(kept);
  });

  it('forgets what nobody asks for any more, so that a cluster that is rolled out for weeks takes no more memory', () => {
    const interner = createInterner();
    const forgotten = interner.shared('forgotten', () => ({}));
    for (let index = 0; index < 400_000; index += 1) interner.shared(`other ${index}`, () => ({}));
    expect(interner.shared('forgotten', () => ({}))).not.toBe(forgotten);
  });

  it('numbers each shared value by itself', () => {
    const interner = createInterner();
    const [one, other] = [{}, {}];
    expect([interner.number(one), interner.number(other), interner.number(one)]).toEqual([1, 2, 1]);
  });
});
