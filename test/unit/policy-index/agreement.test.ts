import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Side } from '../../../src/policy/evaluate/side.ts';
import { allowance, walkSide } from '../../../src/policy/evaluate/walk.ts';
import { hasBit } from '../../../src/policy/index/class-set.ts';
import { classOfParty } from '../../../src/policy/index/class-of-party.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import type { Party } from '../../../src/policy/model/party.ts';
import type { Direction, PolicyProgram } from '../../../src/policy/model/policy.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import type { Traffic } from '../../../src/policy/model/traffic.ts';
import { randomProgram, randomSnapshot, randomTraffic, someOutside } from './support/random-programs.ts';

/** What one side of one flow comes to, by the walk that explains single flows. */
function single(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  direction: Direction,
  subject: Party,
  peer: Party,
  traffic: Traffic,
): string {
  const side: Side = {
    direction,
    subject,
    peer,
    traffic,
    family: 4,
    throughService: false,
    nodeLabels: (name) => snapshot.nodes.find((node) => node.name === name)?.labels,
    openByApi: 'unknown',
  };
  return allowance(walkSide(program.tiers, program.otherwise, side));
}

describe('the index and the walk of one flow', () => {
  it('say the same of every side of every flow of random clusters', () => {
    fc.assert(
      fc.property(randomProgram, randomSnapshot, randomTraffic, (program, snapshot, traffic) => {
        const index = createPolicyIndex(program, snapshot, 4);
        const view = index.carrying(traffic);
        const parties: readonly Party[] = [...snapshot.pods, ...snapshot.nodes, ...someOutside];
        for (const subject of snapshot.pods)
          for (const peer of parties) {
            const [own, other] = [classOfParty(index.classes, subject), classOfParty(index.classes, peer)];
            for (const [direction, outcomes] of [
              ['ingress', view.ingressAt(own)],
              ['egress', view.egressFrom(own)],
            ] as const) {
              const { allow, deny, conditional } = outcomes;
              const [allows, denies, perhaps] = [allow, deny, conditional].map((bits) => hasBit(bits, other));
              const found = allows && denies ? 'undecidable' : allows || perhaps ? 'allow' : 'deny';
              expect(found).toBe(single(program, snapshot, direction, subject, peer, traffic));
            }
          }
      }),
      { numRuns: 400 },
    );
  });
});
