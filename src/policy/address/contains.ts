import type { AddressRange } from '../model/condition.ts';
import type { AddressValue } from './parse.ts';

/** Whether an address lies in a range; addresses of another family never do. */
export function inRange({ family, value }: AddressValue, range: AddressRange): boolean {
  return family === range.family && range.from <= value && value <= range.to;
}

/** Whether an address lies in one of `within` and in none of `except`. */
export function inRanges(
  address: AddressValue,
  within: readonly AddressRange[],
  except: readonly AddressRange[],
): boolean {
  return within.some((range) => inRange(address, range)) && !except.some((range) => inRange(address, range));
}
