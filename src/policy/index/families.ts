import type { Condition } from '../model/condition.ts';
import type { PodParty } from '../model/party.ts';
import { literalsOf } from './conditions-of.ts';
import type { PolicyIndex } from './policy-index.ts';

const known = new WeakMap<readonly PodParty[], boolean>();

/** Whether pods have addresses of both families: of flows over the other one than its own an index says nothing. */
export function hasBothFamilies({ snapshot: { pods }, family }: Pick<PolicyIndex, 'snapshot' | 'family'>): boolean {
  const before = known.get(pods);
  if (before !== undefined) return before;
  const isOther = (address: string) => address.includes(':') === (family === 4);
  const made = pods.some(({ addresses, phase }) => phase !== 'finished' && addresses.some(isOther));
  known.set(pods, made);
  return made;
}

/** Whether a condition asks for addresses, which are others in each family. */
export function asksForAddresses(condition: Condition): boolean {
  return literalsOf(condition).some(({ is }) => is === 'address');
}
