import type { EndpointPod } from '../../src/contracts/endpoint.ts';
import type { SelectingPolicies } from '../hooks/use-selecting-policies.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';

/** One end of the link as policies see it. */
export interface PolicyEnd {
  readonly role: 'source' | 'destination';
  readonly pod: EndpointPod | undefined;
  readonly policies: SelectingPolicies | undefined;
}

const label = 'policies  ';

/**
 * Which policies select either end: facts, and no verdict. Names where there are `rows` for them; empty for none.
 * `enforced` is false where the CNI is known to ignore policies.
 */
export function linkPolicyLines(ends: readonly PolicyEnd[], rows: number, enforced: boolean): readonly StyledLine[] {
  const known = ends.filter((end) => end.pod !== undefined);
  if (known.length === 0 || rows < 1) return [];
  const head: StyledLine = [
    { text: label, tone: 'quiet' },
    { text: enforced ? '' : 'NOT ENFORCED: ', tone: 'bad' },
  ];
  if (rows < known.length) return [[...head, { text: known.map((end) => sentence(end)).join(', ') }]];
  return known.map((end, index) => [
    ...(index === 0 ? head : [{ text: ' '.repeat(label.length) }]),
    { text: sentence(end) },
    ...names(end.policies),
  ]);
}

function sentence({ role, pod, policies }: PolicyEnd): string {
  if (pod?.hostNetwork === true) return `${role} is hostNetwork: undefined for policies`;
  if (policies === undefined || policies.state === 'asking') return `asking which select ${role}`;
  if (policies.state === 'unknown') return `unknown for ${role}: ${policies.sentence}`;
  const count = policies.names.length;
  return count === 0 ? `none selects ${role}` : `${count} ${count === 1 ? 'selects' : 'select'} ${role}`;
}

function names(policies: SelectingPolicies | undefined): readonly Span[] {
  if (policies?.state !== 'known' || policies.names.length === 0) return [];
  return [{ text: `: ${policies.names.join(', ')}`, tone: 'quiet' }];
}
