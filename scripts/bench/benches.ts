import { bytes } from './bytes.ts';
import type { Bench } from './figure.ts';
import { firstFrame } from './first-frame.ts';
import { ingest } from './ingest.ts';
import { keypress } from './keypress.ts';
import { linkThrottled } from './link/throttled.ts';
import { policy } from './policy/policy.ts';
import { policyScreen } from './policy/screen.ts';
import { scaleChurn } from './scale/churn.ts';
import { scaleList } from './scale/list.ts';
import { stall } from './stall.ts';
import { torn } from './torn.ts';

/** What runs when nothing is named: done within a few minutes. */
const everyday: readonly Bench[] = [firstFrame, ingest, keypress, bytes, torn, stall];

/** The byte budgets once more, beside what else is held of links. */
const linkBytes: Bench = { ...bytes, name: 'link/bytes' };

/** What runs only by name, because it takes long. `scale` means every bench whose name begins with `scale/`. */
const byName: readonly Bench[] = [policy, policyScreen, scaleList, scaleChurn, linkBytes, linkThrottled];

/** The benches that the arguments name, in the order of the lists; a sentence when one of them names none. */
export function chosenBenches(
  wanted: readonly string[],
): { readonly benches: readonly Bench[] } | { readonly sentence: string } {
  if (wanted.length === 0) return { benches: everyday };
  const all = [...everyday, ...byName];
  const names = (bench: Bench, name: string) => bench.name === name || bench.name.startsWith(`${name}/`);
  const unknown = wanted.filter((name) => !all.some((bench) => names(bench, name)));
  if (unknown.length > 0)
    return { sentence: `No such bench: ${unknown.join(', ')}. There are ${all.map(({ name }) => name).join(', ')}.` };
  return { benches: all.filter((bench) => wanted.some((name) => names(bench, name))) };
}
