import { connectionText } from '../connections/connection-set.ts';
import { partyWords } from '../evaluate/names.ts';
import type { Party } from '../model/party.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Basis, FlowVerdict, SideVerdict, TierStep } from '../model/verdict.ts';
import type { SmallestChange } from '../smallest-change/smallest-changes.ts';
import { wrap } from '../../terminal/fit.ts';
import { safeLine, safeLines } from '../../terminal/safe-text.ts';
import { countWords } from '../../text/words.ts';
import type { End } from './find-end.ts';
import type { ExplainedGroup } from './explain.ts';
import { policyPlace, rulePlace } from './where.ts';

/** What was asked, and the answer in one word. */
export interface Asked {
  readonly from: End;
  readonly to: End;
  readonly protocol: string;
  readonly port: number | string | undefined;
  readonly allowed: 'yes' | 'no' | 'undecidable' | 'mixed';
  readonly problem: string;
}

/** Four columns less than a terminal: the screen shows the same lines in a frame. */
const width = 76;
/** Beyond this nobody reads: pods that differ so much have to be asked about one by one. */
export const shownGroups = 4;
const shownOthers = 2;
const shownNear = 3;

const headWords = { yes: 'ALLOWED', no: 'DENIED', undecidable: 'UNDECIDABLE', mixed: 'MIXED' } as const;

const basisWords: Readonly<Record<Basis, string>> = {
  policy: 'policy',
  default: 'default: no policy governs this side',
  'spec-exception': 'spec-exception: the specification excepts it',
  undefined: 'undefined: the API leaves it to the CNI',
  'not-enforced-by-this-cni': 'not-enforced-by-this-cni: this CNI does not enforce it',
};

/** The explanation as lines for people, at most 80 columns wide but for names that are longer. */
export function explanationText(snapshot: PolicySnapshot, asked: Asked, groups: readonly ExplainedGroup[]): string {
  const lines = [
    ...paragraph(`${headWords[asked.allowed]}  ${flowWords(asked)}`),
    ...(asked.problem === '' ? [] : paragraph(asked.problem)),
    ...groups.slice(0, shownGroups).flatMap((group) => ['', ...groupLines(snapshot, group, asked, groups.length)]),
    ...(groups.length > shownGroups
      ? ['', `${groups.length - shownGroups} more of its flows come out differently: name single pods to see them.`]
      : []),
  ];
  return `${lines.map(safeLine).join('\n')}\n`;
}

function flowWords({ from, to, protocol, port }: Asked): string {
  return `${from.name} to ${to.name}, ${protocol}${port === undefined ? '' : ` ${port}`}`;
}

function groupLines(
  snapshot: PolicySnapshot,
  { pair, count, nearMisses: near, changes }: ExplainedGroup,
  asked: Asked,
  groups: number,
): readonly string[] {
  const { source, destination, verdict, connections } = pair;
  const real = `${partyText(source)} to ${partyText(destination)}, ${trafficWords(verdict)}`;
  const told = asked.to.kind === 'service' || count > 1 || groups > 1;
  const misses = (direction: 'egress' | 'ingress') => near.filter(({ rule }) => rule.direction === direction);
  return [
    ...(told ? paragraph(`${real}${count > 1 ? `, and ${countWords(count - 1, 'flow')} alike` : ''}:`) : []),
    ...(connections === undefined ? [] : paragraph(`Without a port: ${connectionText(connections.allowed)} allowed.`)),
    ...sideLines(snapshot, 'Egress', source, verdict.egress, misses('egress')),
    ...sideLines(snapshot, 'Ingress', destination, verdict.ingress, misses('ingress')),
    ...changeLines(snapshot, changes),
    ...(connections !== undefined && verdict.allowed === 'no' ? ['Name a port to be shown what would open it.'] : []),
  ];
}

function partyText(party: Party): string {
  const words = partyWords(party);
  if (party.kind !== 'pod' || party.workload.kind === 'Pod') return words;
  const owner = `${party.workload.kind} ${party.namespace}/${party.workload.name}`;
  return party.workload.name === party.name ? owner : `${words} (${owner})`;
}

function trafficWords({ flow }: FlowVerdict): string {
  const { protocol, port } = flow.traffic;
  return `${protocol}${port === undefined ? '' : ` ${port}`}`;
}

const outcomeWords = {
  allow: 'allowed',
  deny: 'denied',
  'default-deny': 'denied by default',
  undecidable: 'undecidable',
  'not-applicable': 'not governed by policies',
} as const;

function sideLines(
  snapshot: PolicySnapshot,
  name: 'Egress' | 'Ingress',
  party: Party,
  side: SideVerdict,
  near: ExplainedGroup['nearMisses'],
): readonly string[] {
  const head = `${name} of ${partyText(party)}: ${outcomeWords[side.outcome]}`;
  if (side.outcome === 'not-applicable') return paragraph(head);
  const { decidedBy, isolatedBy, reason, provided, staged } = side;
  return [
    ...paragraph(head),
    ...item('basis', basisWords[side.basis]),
    ...(reason === '' ? [] : item('why', reason)),
    ...(decidedBy === undefined || side.outcome === 'default-deny' ? [] : item('rule', rulePlace(snapshot, decidedBy))),
    ...isolatedBy.flatMap((policy) => item('isolated', `by ${policyPlace(snapshot, policy)}`)),
    ...provided.flatMap((clause) => item('provided', clause)),
    ...(staged === undefined ? [] : item('staged', `with staged policies enforced: ${outcomeWords[staged]}`)),
    ...side.walk.flatMap((step) => item('walk', walkWords(step))),
    ...near
      .slice(0, shownNear)
      .flatMap(({ rule, unmet }) =>
        item('nearest', `${rulePlace(snapshot, rule)}, but for: ${unmet.map(({ words }) => words).join('; ')}`),
      ),
  ];
}

function changeLines(
  { unseen = [] }: PolicySnapshot,
  [smallest, ...others]: readonly SmallestChange[],
): readonly string[] {
  if (smallest === undefined) return [];
  // Flows of what is not seen cannot be counted.
  const counted = unseen.length === 0 ? '' : ', of what is seen';
  return [
    ...paragraph(`Smallest change (${sizeWords(smallest)}${counted}; proven by evaluating again):`),
    ...smallest.edits.flatMap(({ words, yaml }) => [
      ...wrap(safeLine(words), width - 2).map((line) => `  ${line}`),
      ...safeLines(yaml.trimEnd()).map((line) => `    ${line}`),
    ]),
    ...others.slice(0, shownOthers).flatMap((other) => {
      const words = other.edits.map((edit) => edit.words).join(' ');
      return item('or', `${words} (${sizeWords(other)})`);
    }),
  ];
}

function sizeWords({ opened, closed }: SmallestChange): string {
  const opens = opened === 0 ? 'opens no other flow' : `opens ${countWords(opened, 'other flow')}`;
  return closed === 0 ? opens : `${opens}, closes ${closed}`;
}

const stepWords: Readonly<Record<TierStep['result'], string>> = {
  allow: 'allow',
  deny: 'deny',
  pass: 'pass to the next tier',
  'unmatched-deny': 'no rule matches, which denies',
  unmatched: 'no rule matches, next tier',
  undecidable: 'undecidable',
};

function walkWords({ tier, policies, result }: TierStep): string {
  return `tier ${tier}, ${countWords(policies.length, 'policy', 'policies')}: ${stepWords[result]}`;
}

function paragraph(text: string): readonly string[] {
  return wrap(safeLine(text), width);
}

/** A line of a side: '  rule      egress rule 2 of …', continued under itself. */
function item(label: string, text: string): readonly string[] {
  const indent = 12;
  return wrap(safeLine(text), width - indent).map(
    (line, index) => `${(index === 0 ? `  ${label}` : '').padEnd(indent)}${line}`,
  );
}
