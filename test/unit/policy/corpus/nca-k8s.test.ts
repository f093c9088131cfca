import { expect, it } from 'vitest';
import { describeWithShared } from '../../../support/needs.ts';
import { connectivityMapScore, relationScore } from '../../../support/policy-corpus/nca-scores.ts';
import { expectDocumented } from '../../../support/policy-corpus/document.ts';
import { scoreLine, type SuiteScore } from '../../../support/policy-corpus/score.ts';

function expectExplained(score: SuiteScore): void {
  process.stdout.write(`${scoreLine(score)}\n`);
  expect(score.differences.filter(({ reason }) => reason === undefined)).toEqual([]);
  expect(score.exact / score.total).toBeGreaterThanOrEqual(0.9);
  expectDocumented(score);
}

describeWithShared("network-config-analyzer's cases of NetworkPolicies", 'policy-corpus', (corpus) => {
  it('have the connectivity maps that it prints, flow by flow', () => {
    expectExplained(connectivityMapScore(corpus, 'nca-k8s'));
  }, 120_000);

  it('relate to each other as it says', () => {
    expectExplained(relationScore(corpus, 'nca-k8s'));
  }, 120_000);
});
