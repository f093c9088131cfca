import { it } from 'vitest';
import { describeWithShared } from '../../../support/needs.ts';
import { expectExplained } from '../../../support/policy-corpus/document.ts';
import { connectivityMapScore, relationScore } from '../../../support/policy-corpus/nca-scores.ts';

describeWithShared("network-config-analyzer's cases of Calico", 'policy-corpus', (corpus) => {
  it('have the connectivity maps that it expects, or a reason', () => {
    expectExplained(connectivityMapScore(corpus, 'nca-calico'), 0.85);
  }, 120_000);

  it('have the equivalences and containments that it expects, or a reason', () => {
    expectExplained(relationScore(corpus, 'nca-calico'), 0.85);
  }, 180_000);
});
