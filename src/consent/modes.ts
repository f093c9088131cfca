import type { Mode } from '../contracts/consent.ts';

const order: readonly Mode[] = ['observe', 'probe', 'write'];

/** Whether `mode` includes what `needed` allows: write includes probe, probe includes observe. */
export function modeAllows(mode: Mode, needed: Mode): boolean {
  return order.indexOf(mode) >= order.indexOf(needed);
}
