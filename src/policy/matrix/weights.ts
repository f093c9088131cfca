import type { ClassBits } from '../index/class-set.ts';

/** Counts pods by classes. */
export interface Weights {
  /** Pods in the classes that are set. */
  of(bits: ClassBits): number;
}

/** Sums of eight classes each are looked up, so that a row of tens of thousands of classes costs a few thousand steps. */
export function weightsOf(pods: ArrayLike<number>, universe: number): Weights {
  const words = (universe + 31) >>> 5;
  const sums = new Uint32Array(words * 4 * 256);
  for (let byte = 0; byte < words * 4; byte += 1)
    for (let value = 1; value < 256; value += 1) {
      const lowest = 31 - Math.clz32(value & -value);
      const rest = sums[(byte << 8) + (value & (value - 1))] ?? 0;
      sums[(byte << 8) + value] = rest + (pods[(byte << 3) + lowest] ?? 0);
    }
  return {
    of(bits) {
      let total = 0;
      for (let index = 0; index < bits.length; index += 1) {
        const word = bits[index] ?? 0;
        if (word === 0) continue;
        const base = index << 10;
        total +=
          (sums[base + (word & 0xff)] ?? 0) +
          (sums[base + 0x100 + ((word >>> 8) & 0xff)] ?? 0) +
          (sums[base + 0x200 + ((word >>> 16) & 0xff)] ?? 0) +
          (sums[base + 0x300 + (word >>> 24)] ?? 0);
      }
      return total;
    },
  };
}
