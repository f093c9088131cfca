import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import { coverageFindings } from '../../../src/policy/lint/coverage.ts';
import type { LintFinding } from '../../../src/policy/lint/finding.ts';
import { atOnce } from '../../../src/policy/pieces.ts';
import type { Party } from '../../../src/policy/model/party.ts';
import type { CompiledPolicy, Direction, PolicyProgram } from '../../../src/policy/model/policy.ts';
import { randomProgram, randomSnapshot, randomTraffic, someOutside } from '../policy-index/support/random-programs.ts';

type Governs = NonNullable<CompiledPolicy['ingress']>;

function withDirections(
  program: PolicyProgram,
  change: (governs: Governs, policy: CompiledPolicy, direction: Direction) => Governs,
): PolicyProgram {
  const changed = (policy: CompiledPolicy): CompiledPolicy => ({
    ...policy,
    ...(policy.ingress && { ingress: change(policy.ingress, policy, 'ingress') }),
    ...(policy.egress && { egress: change(policy.egress, policy, 'egress') }),
  });
  return { ...program, tiers: program.tiers.map((tier) => ({ ...tier, policies: tier.policies.map(changed) })) };
}

/** The program without the rules that were found; each policy's name is its own, and its rules are counted. */
function without(program: PolicyProgram, findings: readonly LintFinding[]): PolicyProgram {
  return withDirections(program, (governs, policy, direction) => ({
    ...governs,
    rules: governs.rules.filter(
      ({ number }) =>
        !findings.some(
          (finding) =>
            finding.policy.name === policy.reference.name && finding.direction === direction && finding.rule === number,
        ),
    ),
  }));
}

/** At random alone, hardly a rule lies within others: each one is repeated, once for fewer ports. */
function withRepeatedRules(program: PolicyProgram): PolicyProgram {
  return withDirections(program, ({ rules, isolates }) => ({
    isolates,
    rules: [
      ...rules,
      ...rules.map((rule) => ({ ...rule, traffic: [{ protocols: ['TCP'], ports: [{ from: 80, to: 80 }] }] }) as const),
    ].map((rule, place) => ({ ...rule, number: place + 1 })),
  }));
}

describe('rules that are called redundant or never reached', () => {
  it('can all be taken out without changing a flow', () => {
    let found = 0;
    fc.assert(
      fc.property(randomProgram.map(withRepeatedRules), randomSnapshot, randomTraffic, (program, snapshot, traffic) => {
        const findings = atOnce(coverageFindings(createPolicyIndex(program, snapshot, 4)));
        if (findings.length === 0) return;
        found += 1;
        const less = without(program, findings);
        const parties: readonly Party[] = [...snapshot.pods, ...snapshot.nodes, ...someOutside];
        for (const pod of snapshot.pods)
          for (const other of parties)
            for (const flow of [
              { source: pod, destination: other, traffic },
              { source: other, destination: pod, traffic },
            ])
              expect(verdictOf(less, snapshot, flow).allowed).toBe(verdictOf(program, snapshot, flow).allowed);
      }),
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(0);
  });
});
