import type { PolicyDirection, PolicyRow } from '../../src/inventory/views.ts';
import type { FindingsOf } from '../hooks/use-findings.ts';
import type { LintFinding, LintSeverity } from '../../src/policy/lint/finding.ts';
import { wrap } from '../../src/terminal/fit.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { Column } from '../widgets/columns.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** One word per effect, for the list; the three that other tools show alike are told apart. */
export const effectWords: Readonly<Record<PolicyDirection['effect'], string>> = {
  'not-governed': '-',
  'deny-all': 'DENY all',
  'allow-all': 'allow all',
  'allow-some': 'some',
  'by-rules': 'by rules',
};

const effectTone = ({ effect }: PolicyDirection): Tone =>
  effect === 'deny-all' ? 'bad' : effect === 'not-governed' ? 'quiet' : 'normal';

/** The same where there is little room. */
const shortWords: Readonly<Record<PolicyDirection['effect'], string>> = {
  'not-governed': '-',
  'deny-all': 'DENY',
  'allow-all': 'all',
  'allow-some': 'some',
  'by-rules': 'rules',
};

/** 'shop/backend'; kinds beyond NetworkPolicy are named in short. */
function policyName({ kind, namespace, name }: PolicyRow['reference']): string {
  const plain = namespace === '' ? name : `${namespace}/${name}`;
  return kind === 'NetworkPolicy' ? plain : `${shortKinds[kind] ?? kind.replace(/[a-z]+/g, '')} ${plain}`;
}

/** Kinds whose capitals are those of another: CNP is Cilium's. */
const shortKinds: Readonly<Record<string, string>> = {
  'Calico NetworkPolicy': 'Calico NP',
  ClusterNetworkPolicy: 'Cluster NP',
};

/** What must not be missed though the pane is too narrow for more: not understood, or amiss. */
function markOf(notUnderstood: readonly string[], findings: readonly LintFinding[]): string {
  if (notUnderstood.length > 0) return '? ';
  return findings.some(({ severity }) => severity !== 'note') ? '! ' : '';
}

const gravest = (findings: readonly LintFinding[]): LintSeverity | undefined =>
  (['fault', 'warning', 'note'] as const).find((severity) => findings.some((one) => one.severity === severity));

/** 'ok' only of what was looked at. */
function healthWord(findings: readonly LintFinding[] | undefined): string {
  return findings === undefined ? '?' : (gravest(findings) ?? 'ok');
}

const healthTones: Readonly<Record<LintSeverity, Tone>> = { fault: 'bad', warning: 'warning', note: 'quiet' };

/** Columns of the policy list for a pane of this width. */
export function policyColumns(width: number, findings: FindingsOf): readonly Column<PolicyRow>[] {
  const words = width < 50 ? shortWords : effectWords;
  return [
    {
      title: 'POLICY',
      least: 18,
      cut: 'middle',
      text: ({ reference, notUnderstood }) =>
        `${markOf(notUnderstood, findings(reference) ?? [])}${policyName(reference)}`,
      tone: (row) => (row.notUnderstood.length > 0 ? 'warning' : 'normal'),
    },
    { title: 'PODS', align: 'right', text: (row) => String(row.podsSelected ?? '?') },
    { title: 'IN', text: (row) => words[row.ingress.effect], tone: (row) => effectTone(row.ingress) },
    { title: 'OUT', text: (row) => words[row.egress.effect], tone: (row) => effectTone(row.egress) },
    {
      title: 'HEALTH',
      text: ({ reference }) => healthWord(findings(reference)),
      tone: ({ reference }) => {
        const worst = gravest(findings(reference) ?? []);
        return worst === undefined ? 'quiet' : healthTones[worst];
      },
      drop: 2,
    },
    { title: 'SELECTS', least: 16, text: (row) => row.selects, drop: 1 },
  ];
}

/** A policy in words. `enforced` is what is known about the CNI. */
export function policyLines(row: PolicyRow, enforced: 'yes' | 'no' | 'unknown', width: number): readonly StyledLine[] {
  const lines: StyledLine[] = [];
  const say = (text: string, tone: Tone = 'normal', indent = ''): void => {
    lines.push(...wrap(text, width - indent.length).map((part) => line(indent + part, tone)));
  };
  if (enforced === 'no') say('this cluster’s CNI does not enforce NetworkPolicies: what follows has NO effect', 'bad');
  if (enforced === 'unknown') say('whether the CNI enforces NetworkPolicies is not known', 'warning');
  for (const sentence of row.notUnderstood) say(`not understood: ${sentence}`, 'warning');
  const where = row.reference.namespace === '' ? '' : ` in namespace ${row.reference.namespace}`;
  say(`selects ${row.selects}${where}: ${row.podsSelected ?? 'unknown how many'} now`);
  directionLines('ingress', 'to', row.ingress, say);
  directionLines('egress', 'from', row.egress, say);
  return lines;
}

function directionLines(
  name: string,
  preposition: string,
  direction: PolicyDirection,
  say: (text: string, tone?: Tone, indent?: string) => void,
): void {
  switch (direction.effect) {
    case 'not-governed':
      return say(`${name}: not governed by this policy`, 'quiet');
    case 'deny-all':
      return say(`${name}: DENY ALL: isolated, and no rule allows anything ${preposition} these pods`, 'bad');
    case 'allow-all':
      return say(`${name}: allow all: isolated, and a rule allows everything ${preposition} these pods`);
    case 'by-rules':
      say(`${name}: these rules decide; what none of them matches is left to other policies:`);
      for (const [index, rule] of direction.rules.entries()) say(`${index + 1}. ${rule}`, 'normal', '  ');
      return;
    case 'allow-some':
      say(`${name}: isolated; allowed is only what one of these rules allows:`);
      for (const [index, rule] of direction.rules.entries()) say(`${index + 1}. ${rule}`, 'normal', '  ');
  }
}
