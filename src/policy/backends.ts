import { parseCidr } from './address/parse.ts';
import { type Condition, nobody } from './model/condition.ts';
import type { ServiceParty } from './model/snapshot.ts';

/** Holds for the pods and addresses behind a Service. */
export function backendCondition({ namespace, selector, backends }: ServiceParty): Condition {
  if (backends !== undefined) {
    const within = backends.flatMap(({ address }) => parseCidr(address) ?? []);
    return within.length === 0 ? nobody : { is: 'address', within, except: [] };
  }
  const labels = Object.entries(selector ?? {});
  if (labels.length === 0) return nobody;
  return {
    is: 'every',
    of: [
      { is: 'kind', kinds: ['pod'] },
      { is: 'namespace', names: [namespace] },
      ...labels.map(([key, value]): Condition => ({ is: 'label', owner: 'pod', key, test: 'in', values: [value] })),
    ],
  };
}
