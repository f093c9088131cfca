import { describe, expect, it } from 'vitest';
import { SlowLink } from '../../../src/terminal/link/slow-link.ts';

const quick = { rate: 1_000_000, overdue: 0 };
const slow = { rate: 2000, overdue: 0 };
const between = { rate: 18_000, overdue: 0 };

/** Looks once a second with the same signs; gives after how many seconds it says `wanted`, or undefined. */
function secondsUntil(link: SlowLink, signs: typeof quick, wanted: boolean, from: number): number | undefined {
  for (let second = 0; second <= 600; second += 1) {
    if (link.look(signs, (from + second) * 1000) === wanted) return second;
  }
  return undefined;
}

describe('a slow link', () => {
  it('is one when it is slow for two seconds', () => {
    expect(secondsUntil(new SlowLink(), slow, true, 0)).toBe(2);
  });

  it('is one when the terminal owes an answer, or takes nothing', () => {
    expect(secondsUntil(new SlowLink(), { rate: 1_000_000, overdue: 1500 }, true, 0)).toBe(2);
  });

  it('is none for a hiccup', () => {
    const link = new SlowLink();
    link.look(slow, 0);
    link.look(quick, 1500);
    expect(link.look(slow, 3000)).toBe(false);
  });

  it('is none any more when it was quick for fifteen seconds', () => {
    const link = new SlowLink();
    secondsUntil(link, slow, true, 0);
    expect(secondsUntil(link, quick, false, 10)).toBe(15);
  });

  it('stays what it is between slow and quick', () => {
    const link = new SlowLink();
    expect(secondsUntil(link, between, true, 0)).toBeUndefined();
    secondsUntil(link, slow, true, 1000);
    expect(secondsUntil(link, between, false, 2000)).toBeUndefined();
  });

  it('is believed later each time it relapses, so that the screen does not flap', () => {
    const link = new SlowLink();
    let now = 0;
    const waits: (number | undefined)[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      now += (secondsUntil(link, slow, true, now) ?? 0) + 1;
      const wait = secondsUntil(link, quick, false, now);
      waits.push(wait);
      now += (wait ?? 0) + 1;
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 240]);
  });

  it('is looked at again only while that can change anything', () => {
    const link = new SlowLink();
    link.look(quick, 0);
    expect(link.undecided).toBe(false);
    link.look(slow, 1000);
    expect(link.undecided).toBe(true);
  });
});
