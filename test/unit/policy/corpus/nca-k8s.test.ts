import { it } from 'vitest';
import { describeWithShared } from '../../../support/needs.ts';
import { expectExplained } from '../../../support/policy-corpus/document.ts';
import { connectivityMapScore, relationScore } from '../../../support/policy-corpus/nca-scores.ts';

describeWithShared("network-config-analyzer's cases of NetworkPolicies", 'policy-corpus', (corpus) => {
  it('have the connectivity maps that it prints, flow by flow', () => {
    expectExplained(connectivityMapScore(corpus, 'nca-k8s'));
  }, 120_000);

  it('relate to each other as it says', () => {
    expectExplained(relationScore(corpus, 'nca-k8s'));
  }, 120_000);
});
