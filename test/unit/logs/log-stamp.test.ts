import { describe, expect, it } from 'vitest';
import { isBefore, readStampedLine } from '../../../src/kube/logs/log-stamp.ts';

describe('a line with its timestamp', () => {
  it('is parted into both', () => {
    const { text, stamp } = readStampedLine('2026-11-23T03:24:36.123456789Z GET / 200');
    expect({ text, at: stamp?.at }).toEqual({ text: 'GET / 200', at: Date.UTC(2026, 10, 23, 3, 24, 36, 123) });
  });

  it('may be in the time zone of a node', () => {
    expect(readStampedLine('2026-11-23T05:24:36.5+02:00 x').stamp?.at).toBe(Date.UTC(2026, 10, 23, 3, 24, 36, 500));
  });

  it('may be empty', () => {
    expect(readStampedLine('2026-11-23T03:24:36Z ').text).toBe('');
  });

  it('may have none, and is kept whole then', () => {
    const line = 'failed to create fsnotify watcher: too many open files';
    expect(readStampedLine(line)).toEqual({ text: line, stamp: undefined });
  });

  it('is ordered to the nanosecond', () => {
    const stamp = (text: string) => readStampedLine(`${text} x`).stamp ?? expect.fail('no stamp');
    expect(isBefore(stamp('2026-11-23T03:24:36.123456788Z'), stamp('2026-11-23T03:24:36.123456789Z'))).toBe(true);
    expect(isBefore(stamp('2026-11-23T03:24:36.2Z'), stamp('2026-11-23T03:24:36.19Z'))).toBe(false);
    expect(isBefore(stamp('2026-11-23T03:24:35.9Z'), stamp('2026-11-23T03:24:36.1Z'))).toBe(true);
  });
});
