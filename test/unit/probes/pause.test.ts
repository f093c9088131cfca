import { describe, expect, it } from 'vitest';
import { restOf } from '../../../src/probes/run/pause.ts';

describe('the rest of a period', () => {
  it('is what the work left of it, and at least the least', () => {
    expect([restOf(2000, 1000, 1500), restOf(2000, 1000, 9000, 200)]).toEqual([1500, 200]);
  });

  it('is never longer than the period, although the clock was set back by an hour', () => {
    expect(restOf(2000, 3_600_000, 0)).toBe(2000);
  });
});
