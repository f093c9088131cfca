import { parseCidr } from './parse.ts';

/** Whether an address or CIDR lies within another; false where one of them cannot be read. */
export function isWithinCidr(part: string, whole: string): boolean {
  const inner = parseCidr(part);
  const outer = parseCidr(whole);
  return (
    inner !== undefined &&
    outer !== undefined &&
    inner.family === outer.family &&
    outer.from <= inner.from &&
    inner.to <= outer.to
  );
}
