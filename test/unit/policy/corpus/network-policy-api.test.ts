import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Protocol } from '../../../../src/contracts/endpoint.ts';
import type { PolicySnapshot } from '../../../../src/policy/model/snapshot.ts';
import { describeWithShared } from '../../../support/needs.ts';
import {
  CorpusScore,
  corpusCases,
  corpusSnapshot,
  corpusVerdicts,
  readCorpusJson,
} from '../../../support/policy-corpus.ts';

interface Step {
  readonly subtest: string;
  readonly policies: string;
  readonly namespaceLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly probes: readonly {
    readonly from: string;
    readonly to: string;
    readonly protocol: Protocol;
    readonly port: number;
    readonly allowed: boolean;
    readonly note: string;
  }[];
}

for (const suiteName of ['network-policy-api-cnp-v1alpha2', 'network-policy-api-anp-v1alpha1']) {
  describeWithShared(`the conformance suite ${suiteName}`, `policy-corpus/${suiteName}`, (suite) => {
    const score = new CorpusScore(suiteName);
    afterAll(() => score.print());

    it.each(corpusCases(suite))('%s', (name) => {
      const folder = join(suite, name);
      const wrong = (readCorpusJson(folder, 'expected/steps.json') as readonly Step[]).flatMap((step) => {
        const snapshot = corpusSnapshot(folder, ['input/cluster.yaml', step.policies]);
        const verdict = corpusVerdicts(relabelled(snapshot, step.namespaceLabels));
        return step.probes.flatMap(({ from, to, protocol, port, allowed, note }) => {
          const got = verdict(from, to, { protocol, port }).allowed;
          return score.count(got === (allowed ? 'yes' : 'no'))
            ? []
            : [`${step.subtest}: ${from} -> ${to} ${protocol} ${port}: ${got}, not ${allowed} (${note})`];
        });
      });
      expect(wrong).toEqual([]);
    });
  });
}

function relabelled(snapshot: PolicySnapshot, labels: Step['namespaceLabels']): PolicySnapshot {
  if (labels === undefined) return snapshot;
  return {
    ...snapshot,
    namespaces: new Map(Object.entries(labels)),
    pods: snapshot.pods.map((pod) => ({ ...pod, namespaceLabels: labels[pod.namespace] ?? {} })),
  };
}
