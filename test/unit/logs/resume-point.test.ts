import { describe, expect, it } from 'vitest';
import { readStampedLine } from '../../../src/kube/logs/log-stamp.ts';
import { ResumePoint } from '../../../src/kube/logs/resume-point.ts';

const second = (text: string) => `2026-11-23T03:24:${text}Z`;

function offer(point: ResumePoint, stamps: readonly string[]): string[] {
  return stamps.filter((text) => {
    const { stamp } = readStampedLine(`${text} x`);
    return stamp !== undefined && point.accept(stamp);
  });
}

describe('where a log is taken up again', () => {
  it('is from the start while nothing was read', () => {
    expect(new ResumePoint().sinceTime).toBeUndefined();
  });

  it('is a little before the newest line, in whole seconds', () => {
    const point = new ResumePoint();
    offer(point, [second('10.999')]);
    expect(point.sinceTime).toBe(second('08'));
  });

  it('leaves out what was delivered', () => {
    const point = new ResumePoint();
    offer(point, [second('10.1'), second('10.2')]);
    point.resume();
    expect(offer(point, [second('10.1'), second('10.2'), second('10.3')])).toEqual([second('10.3')]);
  });

  it('tells lines of the same stamp apart by their number', () => {
    const point = new ResumePoint();
    offer(point, [second('10.1'), second('10.1')]);
    point.resume();
    expect(offer(point, [second('10.1'), second('10.1'), second('10.1')])).toEqual([second('10.1')]);
  });

  it('does not lose a line that was written out of order', () => {
    const point = new ResumePoint();
    offer(point, [second('10.1'), second('10.5')]);
    point.resume();
    expect(offer(point, [second('10.1'), second('10.4'), second('10.5')])).toEqual([second('10.4')]);
  });

  it('does not bring up lines from before the tail that was asked for', () => {
    const point = new ResumePoint();
    offer(point, [second('10.5')]);
    point.resume();
    expect(offer(point, [second('10.2'), second('10.5'), second('10.6')])).toEqual([second('10.6')]);
  });

  it('holds through any number of breaks', () => {
    const point = new ResumePoint();
    const stamps = Array.from({ length: 60 }, (_, index) => second(`${10 + Math.floor(index / 7)}.${index % 7}`));
    const delivered: string[] = [];
    for (let upTo = 1; upTo <= stamps.length; upTo += 1) {
      point.resume();
      const since = Date.parse(point.sinceTime ?? second('00'));
      delivered.push(
        ...offer(
          point,
          stamps.slice(0, upTo).filter((stamp) => Date.parse(stamp) >= since),
        ),
      );
    }
    expect(delivered).toEqual(stamps);
  });
});
