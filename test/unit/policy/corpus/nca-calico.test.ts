import { expect, it } from 'vitest';
import { describeWithShared } from '../../../support/needs.ts';
import { expectDocumented } from '../../../support/policy-corpus/document.ts';
import { connectivityMapScore, relationScore } from '../../../support/policy-corpus/nca-scores.ts';
import { scoreLine, type SuiteScore } from '../../../support/policy-corpus/score.ts';

function expectExplained(score: SuiteScore, leastExact: number): void {
  process.stdout.write(`${scoreLine(score)}\n`);
  expect(score.differences.filter(({ reason }) => reason === undefined)).toEqual([]);
  expect(score.exact / score.total).toBeGreaterThanOrEqual(leastExact);
  expectDocumented(score);
}

describeWithShared("network-config-analyzer's cases of Calico", 'policy-corpus', (corpus) => {
  it('have the connectivity maps that it expects, or a reason', () => {
    expectExplained(connectivityMapScore(corpus, 'nca-calico'), 0.85);
  }, 120_000);

  it('have the equivalences and containments that it expects, or a reason', () => {
    expectExplained(relationScore(corpus, 'nca-calico'), 0.85);
  }, 180_000);
});
