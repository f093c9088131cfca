import type { Instant } from '../../contracts/time.ts';

/** One line as the server sends it with `timestamps=true`. */
export interface StampedLine {
  readonly text: string;
  /** Undefined for the few lines that the kubelet writes itself, without one. */
  readonly stamp: LogStamp | undefined;
}

/** An RFC 3339 timestamp with up to nine digits of a second, which milliseconds would blur. */
export interface LogStamp {
  readonly text: string;
  readonly at: Instant;
  readonly nanoseconds: number;
}

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,9}))?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s;

/** Takes the timestamp off a line; a line without one is text alone. */
export function readStampedLine(line: string): StampedLine {
  const match = stamped.exec(line);
  if (match === null) return { text: line, stamp: undefined };
  const [, stamp = '', fraction = '', text = ''] = match;
  const at = Date.parse(stamp);
  if (Number.isNaN(at)) return { text: line, stamp: undefined };
  return { text, stamp: { text: stamp, at, nanoseconds: Number(fraction.padEnd(9, '0')) } };
}

/** Whether one timestamp lies before another, to the nanosecond. */
export function isBefore(one: LogStamp, other: LogStamp): boolean {
  const [second, otherSecond] = [Math.floor(one.at / 1000), Math.floor(other.at / 1000)];
  return second === otherSecond ? one.nanoseconds < other.nanoseconds : second < otherSecond;
}
