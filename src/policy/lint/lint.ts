import type { PolicyIndex } from '../index/policy-index.ts';
import { atOnce, type Pieces } from '../pieces.ts';
import { andOrSlips } from './and-or.ts';
import { coverageFindings } from './coverage.ts';
import { egressWithoutDns } from './dns.ts';
import type { LintFinding, LintId, LintSeverity } from './finding.ts';
import { matchesNothing } from './matches-nothing.ts';
import { objectFindings } from './objects.ts';
import { portFindings } from './ports.ts';

const bySeverity: readonly LintSeverity[] = ['fault', 'warning', 'note'];

/** What a policy says by itself. Everything else is said of all pods and policies, and not known where some are not seen. */
const ofThePolicyAlone: ReadonlySet<LintId> = new Set([
  'not-understood',
  'not-enforced',
  'rules-without-type',
  'and-or',
]);

/** Everything that is amiss or worth a look in a cluster's policies: the gravest first, then by policy and rule. */
export function lintPolicies(index: PolicyIndex): readonly LintFinding[] {
  return atOnce(linting(index));
}

/** The same in pieces. */
export function* linting(index: PolicyIndex): Pieces<readonly LintFinding[]> {
  const found: LintFinding[] = [];
  for (const look of [objectFindings, matchesNothing, portFindings, andOrSlips, egressWithoutDns]) {
    found.push(...look(index));
    yield;
  }
  found.push(...(yield* coverageFindings(index)));
  const { missing, unseen = [] } = index.snapshot;
  const whole = missing.length === 0 && unseen.length === 0;
  const said = whole ? found : found.filter(({ id }) => ofThePolicyAlone.has(id));
  return said.sort(
    (first, second) =>
      bySeverity.indexOf(first.severity) - bySeverity.indexOf(second.severity) ||
      compare(keyOf(first), keyOf(second)) ||
      (first.rule ?? 0) - (second.rule ?? 0) ||
      compare(first.id, second.id),
  );
}

function keyOf({ policy: { namespace, name, kind } }: LintFinding): string {
  return `${namespace}/${name} ${kind}`;
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
