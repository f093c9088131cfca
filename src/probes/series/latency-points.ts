import type { LatencyPoint } from '../../contracts/probe.ts';

/** Points kept of one series: an hour at one per second. */
export const mostPoints = 3600;

/**
 * The series with a point added. A point whose sequence is there already replaces it (a reply that came after it was
 * given up), except that a loss never replaces a reply. The oldest fall off beyond `mostPoints`.
 */
export function withPoint(points: readonly LatencyPoint[], point: LatencyPoint): readonly LatencyPoint[] {
  if (point.mark === undefined) {
    const at = points.findLastIndex((known) => known.mark === undefined && known.sequence === point.sequence);
    if (at >= 0) return points[at]?.milliseconds !== undefined ? points : points.with(at, point);
  }
  const last = points.at(-1);
  // Points come nearly in order; one that is late is put where it belongs.
  if (point.mark !== undefined || last === undefined || last.sequence < point.sequence) {
    return [...points.slice(Math.max(0, points.length - mostPoints + 1)), point];
  }
  const place = points.findLastIndex((known) => known.sequence < point.sequence) + 1;
  return points.toSpliced(place, 0, point).slice(-mostPoints);
}

/** The series without the losses of these sequences; a reply that came after all stays. */
export function withoutLosses(points: readonly LatencyPoint[], sequences: readonly number[]): readonly LatencyPoint[] {
  return points.filter(
    ({ mark, milliseconds, sequence }) =>
      mark !== undefined || milliseconds !== undefined || !sequences.includes(sequence),
  );
}
