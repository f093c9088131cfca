import { compileProgram } from '../compile-program.ts';
import { createPolicyIndex } from '../index/policy-index.ts';
import type { LintFinding } from '../lint/finding.ts';
import { lintPolicies } from '../lint/lint.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { wrap } from '../../terminal/fit.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { countWords } from '../../text/words.ts';
import { jsonDocument, type PolicyAnswer } from './answer.ts';
import type { PolicyOptions } from './options.ts';
import { fileOf, policyPlace, rulePlace } from './where.ts';

const width = 80;
const indent = 9;

/** `policy lint`: what is amiss with the policies, the gravest first. */
export function lintAnswer(snapshot: PolicySnapshot, options: PolicyOptions<'lint'>): PolicyAnswer {
  const findings = lintPolicies(createPolicyIndex(compileProgram(snapshot), snapshot));
  return {
    text: options.output === 'json' ? json(snapshot, findings) : text(snapshot, findings),
    notes: [],
    exitCode: snapshot.missing.length > 0 ? 3 : options.exitCode && findings.length > 0 ? 1 : 0,
  };
}

function text(snapshot: PolicySnapshot, findings: readonly LintFinding[]): string {
  const policies = countWords(snapshot.objects.length, 'policy object');
  const whole = snapshot.missing.length === 0 && (snapshot.unseen ?? []).length === 0;
  const limits = whole ? '' : 'Not everything was read: looked at was only what each policy says by itself.\n';
  if (findings.length === 0)
    return `${limits}Nothing is amiss with ${policies}${whole ? '' : ' as far as that goes'}.\n`;
  const lines = findings.flatMap((finding) => [
    ...wrap(safeLine(`${finding.severity.padEnd(indent - 1)} ${finding.id}: ${place(snapshot, finding)}`), width),
    ...[finding.sentence, finding.advice]
      .filter((sentence) => sentence !== '')
      .flatMap((sentence) => wrap(safeLine(sentence), width - indent).map((line) => `${' '.repeat(indent)}${line}`)),
  ]);
  return `${limits}${lines.join('\n')}\n\n${countWords(findings.length, 'finding')} in ${policies}.\n`;
}

function place(snapshot: PolicySnapshot, { policy, direction, rule, line }: LintFinding): string {
  if (direction === undefined || rule === undefined) return policyPlace(snapshot, policy);
  return rulePlace(snapshot, { policy, direction, rule, path: [], ...(line === undefined ? {} : { line }) });
}

function json(snapshot: PolicySnapshot, findings: readonly LintFinding[]): string {
  return jsonDocument('PolicyLint', {
    items: findings.map((finding) => {
      const file = fileOf(snapshot, finding.policy);
      return { ...finding, ...(file === undefined ? {} : { file }) };
    }),
  });
}
