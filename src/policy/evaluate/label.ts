import type { Labels } from '../../inventory/records.ts';
import type { Condition, LabelOwner } from '../model/condition.ts';
import type { Party } from '../model/party.ts';
import type { ConditionContext } from './condition.ts';
import { type Truth, truthOf } from './truth.ts';

type LabelCondition = Extract<Condition, { is: 'label' }>;

/** Set on every namespace by the API server, so that it is known even where the Namespace may not be read. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

/** The labels that a condition reads: none of a party that has no such owner, undefined where they could not be read. */
export function labelsOf(
  owner: LabelOwner,
  key: string,
  party: Party,
  { nodeLabels }: Pick<ConditionContext, 'nodeLabels'>,
): Labels | undefined {
  if (owner === 'node') {
    if (party.kind === 'node') return party.labels;
    return party.kind === 'pod' && party.hostNetwork ? nodeLabels(party.node) : noLabels;
  }
  if (party.kind !== 'pod') return noLabels;
  if (owner === 'pod') return party.labels;
  if (owner === 'service-account') return party.serviceAccountLabels;
  if (key === namespaceNameLabel && party.namespaceLabels?.[key] === undefined) return { [key]: party.namespace };
  return party.namespaceLabels;
}

const noLabels: Labels = {};

/** One test of one label; `unknown` where the labels could not be read. */
export function labelTruth({ key, test, values }: LabelCondition, labels: Labels | undefined): Truth {
  if (labels === undefined) return 'unknown';
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (test) {
    case 'in':
      return truthOf(value !== undefined && values.includes(value));
    case 'not-in':
      return truthOf(value === undefined || !values.includes(value));
    case 'exists':
      return truthOf(value !== undefined);
    case 'absent':
      return truthOf(value === undefined);
    case 'starts-with':
      return truthOf(value !== undefined && value.startsWith(values[0] ?? ''));
    case 'ends-with':
      return truthOf(value !== undefined && value.endsWith(values[0] ?? ''));
    case 'contains':
      return truthOf(value !== undefined && value.includes(values[0] ?? ''));
  }
}
