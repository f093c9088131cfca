import type { DeclaredLink, DeclaredSide } from '../../src/contracts/policy.ts';
import type { Combination, Comparison } from '../../src/policy/compare/combine.ts';
import type { PolicyReference } from '../../src/policy/model/policy.ts';
import { wrap } from '../../src/terminal/fit.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

const indent = ' '.repeat(10);

const answers: Readonly<Record<DeclaredLink['allowed'], { readonly word: string; readonly tone: Tone }>> = {
  yes: { word: 'ALLOW', tone: 'good' },
  no: { word: 'DENY', tone: 'bad' },
  undecidable: { word: 'UNDECIDABLE', tone: 'warning' },
  mixed: { word: 'MIXED', tone: 'warning' },
};

const combinationTones: Readonly<Record<Combination, Tone>> = {
  match: 'good',
  bypass: 'bad',
  overblock: 'bad',
  unreachable: 'warning',
  'spec-exception': 'normal',
  unknown: 'warning',
};

/** What the policies declare for the link and who decides; `rows` are there for it. */
export function declaredLines(
  declared: DeclaredLink | undefined,
  { rows, width }: { readonly rows: number; readonly width: number },
): readonly StyledLine[] {
  if (declared === undefined || rows < 1) return [];
  const { word, tone } = answers[declared.allowed];
  const head: StyledLine = [
    { text: 'declared  ', tone: 'quiet' },
    { text: word, tone },
  ];
  const why = whyWords(declared);
  const [first = '', ...rest] = wrap(why, width - indent.length - word.length - 5);
  if (rows === 1 || rest.length === 0) return [[...head, { text: `  ${why}` }]];
  return [[...head, { text: `  ${first}` }], line(`${indent}${rest.join(' ')}`)];
}

/** How what is declared stands to what was measured; nothing while there is nothing to hold together. */
export function comparedLines(
  comparison: Comparison | undefined,
  { rows, width }: { readonly rows: number; readonly width: number },
): readonly StyledLine[] {
  if (comparison === undefined || rows < 1) return [];
  const { combination, sentence } = comparison;
  const tone = combinationTones[combination];
  const text = `${combination.toUpperCase()} ${sentence}`;
  const [first = '', ...rest] = wrap(text, width - indent.length - 3);
  const head: StyledLine = [
    { text: 'together  ', tone: 'quiet' },
    { text: rows === 1 ? text : first, tone },
  ];
  return rows === 1 || rest.length === 0 ? [head] : [head, line(`${indent}${rest.join(' ')}`, tone)];
}

/** Who decides on each side, or why nothing can be said. */
function whyWords({ sides, problem, targets }: DeclaredLink): string {
  if (sides === undefined) return problem;
  const egress = sideWords('out', sides.egress);
  const ingress = sideWords('in', sides.ingress);
  const words = [egress, ingress].filter((one) => one !== '').join(' · ');
  if (problem !== '') return `${problem} ${words}`;
  return targets > 1 ? `${words} · ${targets} backends alike` : words;
}

/** 'out: no policy', 'in: shop/backend-ingress#1', 'in: default deny by shop/deny-all'. */
function sideWords(way: 'out' | 'in', side: DeclaredSide): string {
  const by = side.decidedBy === undefined ? '' : ruleName(side.decidedBy.policy, side.decidedBy.rule);
  const provided = side.provided.length > 0 ? ` if ${side.provided[0]}` : '';
  const staged = side.staged === undefined ? '' : ` (staged: ${side.staged})`;
  switch (side.outcome) {
    case 'not-applicable':
      return '';
    case 'allow':
      return `${way}: ${allowWords(side, by)}${provided}${staged}`;
    case 'deny':
      return `${way}: denied by ${by}${staged}`;
    case 'default-deny':
      return `${way}: no rule allows it, isolated by ${isolatedWords(side.isolatedBy)}${staged}`;
    case 'undecidable':
      return `${way}: undecidable: ${side.reason.replace(/\.$/, '')}`;
  }
}

function allowWords({ basis, reason }: DeclaredSide, by: string): string {
  switch (basis) {
    case 'policy':
      return by === '' ? 'allowed' : by;
    case 'default':
      return 'no policy';
    default:
      return reason.replace(/\.$/, '');
  }
}

function isolatedWords(policies: readonly PolicyReference[]): string {
  const [first] = policies;
  if (first === undefined) return 'its policies';
  const more = policies.length > 1 ? ` +${policies.length - 1}` : '';
  return `${ruleName(first, 0)}${more}`;
}

/** 'shop/backend-ingress#1'; kinds beyond NetworkPolicy are named. */
function ruleName({ kind, namespace, name }: PolicyReference, rule: number): string {
  const plain = namespace === '' ? name : `${namespace}/${name}`;
  const known = kind === 'NetworkPolicy' ? plain : `${kind} ${plain}`;
  return rule === 0 ? known : `${known}#${rule}`;
}
