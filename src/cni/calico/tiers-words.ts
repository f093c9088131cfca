import type { CniFact } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { fullStop } from '../../text/words.ts';
import type { TierObject } from './settings-objects.ts';

/** The tiers in the order in which they are asked, with what each does with whom it selects and does not decide about. */
export function tierFacts(tiers: Fact<readonly TierObject[]>): readonly CniFact[] {
  const name = 'tiers';
  if (!tiers.known) return [{ name, text: fullStop(tiers.why), health: 'unknown' }];
  if (tiers.value.length === 0) return [{ name, text: 'none is told of', health: 'unknown' }];
  const order = ({ order: own }: TierObject) => own ?? Number.POSITIVE_INFINITY;
  const words = tiers.value
    .toSorted((one, other) => order(one) - order(other) || (one.name < other.name ? -1 : 1))
    .map(
      (tier) =>
        `${tier.name} (${tier.order === undefined ? 'last' : tier.order}, then ${tier.defaultAction === 'Pass' ? 'the next tier' : 'deny'})`,
    );
  return [{ name, text: words.join(' → '), health: 'ok' }];
}
