import { describe, expect, it } from 'vitest';
import { LinkMeter } from '../../../src/terminal/link/link-meter.ts';

/** A link that carries so many bytes a second after a fixed delay, and a meter in front of it. */
class SimulatedLink {
  readonly meter = new LinkMeter();
  now = 0;
  /** Bytes a second. */
  rate: number;
  readonly delay: number;
  #freeAt = 0;

  constructor(rate: number, delay: number) {
    this.rate = rate;
    this.delay = delay;
  }

  /** Sends bytes with a question behind them, and waits for the answer. */
  send(bytes: number): void {
    this.meter.wrote(bytes, this.now);
    this.#freeAt = Math.max(this.now, this.#freeAt) + (bytes / this.rate) * 1000;
    if (!this.meter.mayAsk(this.now)) return;
    this.meter.asked(this.now);
    this.now = this.#freeAt + this.delay;
    this.meter.answered(this.now);
  }

  rest(milliseconds: number): void {
    this.now += milliseconds;
  }
}

const opened = (rate: number, delay: number): SimulatedLink => {
  const link = new SimulatedLink(rate, delay);
  link.send(4);
  return link;
};

describe('the meter of the link to the terminal', () => {
  it('sets no limit before the terminal has answered', () => {
    const meter = new LinkMeter();
    meter.wrote(100_000, 0);
    expect(meter.room(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    [500, 20],
    [2000, 20],
    [2000, 600],
    [8000, 100],
  ])('lets no more than a key press may wait behind onto a link of %i B/s with %i ms', (rate, delay) => {
    const link = opened(rate, delay);
    link.send(6000);
    link.send(Math.max(1, link.meter.room(link.now)));
    expect(link.meter.room(link.now)).toBeLessThanOrEqual(Math.max(256, rate * 0.5));
    expect(link.meter.room(link.now)).toBeGreaterThanOrEqual(256);
  });

  it.each([
    [100_000, 300],
    [1_000_000, 1],
  ])('leaves a link of %i B/s with %i ms alone', (rate, delay) => {
    const link = opened(rate, delay);
    for (let frame = 0; frame < 50; frame += 1) {
      link.send(5000);
      link.rest(100);
    }
    expect(link.meter.room(link.now)).toBeGreaterThanOrEqual(16 * 1024);
  });

  it('gives a link that has become quick its room back', () => {
    const link = opened(2000, 50);
    for (let frame = 0; frame < 5; frame += 1) link.send(3000);
    const slow = link.meter.rate;
    link.rate = 1_000_000;
    for (let frame = 0; frame < 60; frame += 1) {
      link.send(Math.max(1, Math.min(3000, link.meter.room(link.now))));
      link.rest(1000);
    }
    expect(slow).toBeLessThan(3000);
    expect(link.meter.rate).toBeGreaterThan(24_000);
  });

  it('does not take small frames for proof that a slow link is quick', () => {
    const link = opened(2000, 50);
    for (let frame = 0; frame < 5; frame += 1) link.send(3000);
    for (let frame = 0; frame < 100; frame += 1) {
      link.send(300);
      link.rest(1000);
    }
    expect(link.meter.rate).toBeLessThan(4000);
  });

  it('learns of a longer delay by a question behind nothing, and does not take it for slowness', () => {
    const link = new SimulatedLink(1_000_000, 400);
    link.meter.asked(0);
    link.meter.answered(10);
    link.rest(70_000);
    expect(link.meter.wantsDelay(link.now)).toBe(true);
    link.send(4);
    const before = link.meter.rate;
    for (let frame = 0; frame < 10; frame += 1) link.send(2000);
    expect(link.meter.rate).toBeGreaterThanOrEqual(before);
  });

  it('forgives one late answer behind a few bytes: a busy machine answers late too', () => {
    const link = opened(1_000_000, 1);
    const before = link.meter.rate;
    link.meter.wrote(300, link.now);
    link.meter.asked(link.now);
    link.rest(800);
    link.meter.answered(link.now);
    expect(link.meter.rate).toBe(before);
  });

  it('lets what a key changed go ahead of the window', () => {
    const link = opened(2000, 20);
    link.send(6000);
    expect(link.meter.roomForKey(link.now)).toBeGreaterThan(link.meter.room(link.now));
  });

  it('goes on when an answer was lost, and gives up asking when three were', () => {
    const link = opened(100_000, 10);
    const { meter } = link;
    for (let lost = 0; lost < 3; lost += 1) {
      expect(meter.mayAsk(link.now)).toBe(true);
      meter.wrote(20_000, link.now);
      meter.asked(link.now);
      expect(meter.room(link.now)).toBeLessThan(0);
      link.rest(11_000);
      expect(meter.room(link.now)).toBeGreaterThan(0);
    }
    expect(meter.mayAsk(link.now)).toBe(false);
    expect(meter.room(link.now)).toBe(Number.POSITIVE_INFINITY);
  });

  it('owes nobody an answer that a terminal never gives', () => {
    const meter = new LinkMeter();
    meter.wrote(4, 0);
    meter.asked(0);
    expect(meter.owed).toBe(false);
  });
});
