import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileProgram } from '../../../../src/policy/compile-program.ts';
import { verdictOf } from '../../../../src/policy/evaluate/verdict.ts';
import type { PodParty } from '../../../../src/policy/model/party.ts';
import { describeWithShared } from '../../../support/needs.ts';
import {
  connectionDifferenceScore,
  connectionListScore,
  snapshotIn,
} from '../../../support/policy-corpus/analyzer-scores.ts';
import { expectExplained } from '../../../support/policy-corpus/document.ts';
import { analyzerCases } from '../../../support/policy-corpus/netpol-analyzer.ts';

describeWithShared("netpol-analyzer's own cases", 'policy-corpus', (corpus) => {
  it('have the connection lists that it prints, but for hostNetwork pods', async () => {
    expectExplained(await connectionListScore(corpus));
  }, 120_000);

  it('differ from each other as it prints, but for hostNetwork pods', async () => {
    expectExplained(await connectionDifferenceScore(corpus));
  }, 120_000);

  const evals = analyzerCases(corpus, 'netpol-analyzer').filter(
    ({ evals, features }) => evals.length > 0 && !features.includes('multi-network'),
  );
  for (const { name, folder, evals: asked } of evals) {
    it(`are answered for single flows as it answers them: ${name}`, async () => {
      const snapshot = await snapshotIn(join(folder, 'input'));
      const program = compileProgram(snapshot);
      const pod = (text: string): PodParty | undefined =>
        snapshot.pods.find(({ namespace, workload }) => `${namespace}/${workload.name}` === text);
      for (const { from, to, protocol, port, allowed } of asked) {
        const [source, destination] = [pod(from), pod(to)];
        if (source === undefined || destination === undefined) throw new Error(`no workload ${from} or ${to}`);
        const verdict = verdictOf(program, snapshot, { source, destination, traffic: { protocol, port } });
        expect(`${from} ${to} ${protocol} ${port} ${verdict.allowed}`).toBe(
          `${from} ${to} ${protocol} ${port} ${allowed ? 'yes' : 'no'}`,
        );
      }
    });
  }
});
