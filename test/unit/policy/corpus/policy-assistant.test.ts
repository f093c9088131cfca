import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { PodParty } from '../../../../src/policy/model/party.ts';
import type { FlowVerdict } from '../../../../src/policy/model/verdict.ts';
import { describeWithShared } from '../../../support/needs.ts';
import { CorpusScore, corpusSnapshot, corpusVerdicts, readCorpusJson } from '../../../support/policy-corpus.ts';

interface Expected {
  readonly traffic: string;
  readonly verdict: 'Allowed' | 'Denied';
  /** '[ANP] Pass (development-ns) -> [NPv1] Dropped (demo/deny-anything-to-pod-a)'. */
  readonly ingress: string;
}

/** How policy-assistant calls the tiers. */
const tiers: Readonly<Record<string, string>> = { Admin: 'ANP', NetworkPolicy: 'NPv1', Baseline: 'BANP' };
const results: Readonly<Record<string, string>> = {
  allow: 'Allow',
  deny: 'Deny',
  pass: 'Pass',
  unmatched: 'No-Op',
  'unmatched-deny': 'Dropped',
};

describeWithShared(
  "the walk-through of policy-assistant's example",
  'policy-corpus/policy-assistant/walkthrough',
  (folder) => {
    const score = new CorpusScore('policy-assistant');
    afterAll(() => score.print());
    const policies = readdirSync(join(folder, 'input/policies')).map((file) => `input/policies/${file}`);
    const snapshot = corpusSnapshot(folder, ['input/demo-deployment-a.yaml', 'input/demo-pod-b.yaml', ...policies]);
    const verdict = corpusVerdicts(snapshot);
    const a = snapshot.pods.find(({ workload }) => workload.name === 'a');
    const b = snapshot.pods.find(({ workload }) => workload.name === 'b');

    it.each(readCorpusJson(folder, 'expected/verdicts.json') as readonly Expected[])('$traffic', (expected) => {
      if (a === undefined || b === undefined) throw new Error('the example lost its pods');
      const nginx: PodParty = {
        ...b,
        namespace: 'demo2',
        name: 'nginx',
        labels: { app: 'nginx' },
        namespaceLabels: { development: 'true' },
      };
      const isFromNginx = expected.traffic.startsWith('demo2/');
      const port = expected.traffic.includes(':80 ') ? 80 : 81;
      const got = verdict(isFromNginx ? nginx : a, isFromNginx ? a : b, { protocol: 'TCP', port });
      expect(got.allowed).toBe(expected.verdict === 'Allowed' ? 'yes' : 'no');
      expect(walked(got)).toEqual(expected.ingress.split(' -> ').map((step) => step.replace(/ \(.*\)$/, '')));
      expect(got.egress.basis).toBe('default');
      score.count(true);
    });
  },
);

function walked({ ingress }: FlowVerdict): readonly string[] {
  return ingress.walk.map(({ tier, result }) => `[${tiers[tier]}] ${results[result]}`);
}
