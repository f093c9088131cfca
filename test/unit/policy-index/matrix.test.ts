import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import { type PairCount, countPairs } from '../../../src/policy/matrix/count-pairs.ts';
import { groupMatrix, groupPods } from '../../../src/policy/matrix/group-matrix.ts';
import type { PodParty } from '../../../src/policy/model/party.ts';
import type { PolicyProgram } from '../../../src/policy/model/policy.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import type { Traffic } from '../../../src/policy/model/traffic.ts';
import { randomProgram, randomSnapshot, randomTraffic } from './support/random-programs.ts';

/** Pairs of different pods counted one by one. */
function oneByOne(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  traffic: Traffic,
  wanted: (source: PodParty, destination: PodParty) => boolean = () => true,
): PairCount {
  const count = { allowed: 0, denied: 0, undecidable: 0 };
  for (const source of snapshot.pods)
    for (const destination of snapshot.pods) {
      if (source === destination || !wanted(source, destination)) continue;
      const { allowed } = verdictOf(program, snapshot, { source, destination, traffic });
      count[allowed === 'yes' ? 'allowed' : allowed === 'no' ? 'denied' : 'undecidable'] += 1;
    }
  return count;
}

describe('the matrix', () => {
  it('counts as many pairs of pods as verdicts one by one', () => {
    fc.assert(
      fc.property(randomProgram, randomSnapshot, randomTraffic, (program, snapshot, traffic) => {
        const index = createPolicyIndex(program, snapshot, 4);
        expect(countPairs(index, index.carrying(traffic))).toEqual(oneByOne(program, snapshot, traffic));
      }),
      { numRuns: 200 },
    );
  });

  it('of namespaces has in each cell what the verdicts between their pods are', () => {
    fc.assert(
      fc.property(randomProgram, randomSnapshot, randomTraffic, (program, snapshot, traffic) => {
        const index = createPolicyIndex(program, snapshot, 4);
        const groups = groupPods(index, 'namespace');
        const matrix = groupMatrix(index.carrying(traffic), groups, groups);
        for (const [row, from] of groups.entries())
          for (const [column, to] of groups.entries())
            expect(matrix[row]?.[column]).toEqual(
              oneByOne(
                program,
                snapshot,
                traffic,
                (source, destination) => source.namespace === from.name && destination.namespace === to.name,
              ),
            );
      }),
      { numRuns: 100 },
    );
  });
});
