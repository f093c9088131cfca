import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Protocol } from '../../../../src/contracts/endpoint.ts';
import { describeWithShared } from '../../../support/needs.ts';
import {
  CorpusScore,
  corpusCases,
  corpusSnapshot,
  corpusVerdicts,
  readCorpusJson,
} from '../../../support/policy-corpus.ts';

interface Step {
  readonly cluster: string;
  readonly policies: string;
  readonly checks: readonly {
    readonly port: number;
    readonly protocol: Protocol;
    readonly reachability: readonly { readonly from: string; readonly to: string; readonly allowed: boolean }[];
  }[];
}

describeWithShared(
  "the truth tables of Kubernetes' own NetworkPolicy tests",
  'policy-corpus/k8s-e2e-netpol',
  (suite) => {
    const score = new CorpusScore('k8s-e2e-netpol');
    afterAll(() => score.print());

    it.each(corpusCases(suite))('%s', (name) => {
      const folder = join(suite, name);
      const wrong = (readCorpusJson(folder, 'expected/steps.json') as readonly Step[]).flatMap((step, index) => {
        const verdict = corpusVerdicts(corpusSnapshot(folder, [step.cluster, step.policies].filter(Boolean)));
        return step.checks.flatMap(({ port, protocol, reachability }) =>
          reachability.flatMap(({ from, to, allowed }) => {
            const got = verdict(from, to, { protocol, port }).allowed;
            return score.count(got === (allowed ? 'yes' : 'no'))
              ? []
              : [`step ${index + 1}: ${from} -> ${to} ${protocol} ${port}: ${got}, not ${allowed}`];
          }),
        );
      });
      expect(wrong).toEqual([]);
    });
  },
);
