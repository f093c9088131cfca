import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import { classOfParty } from '../../../src/policy/index/class-of-party.ts';
import { hasBit } from '../../../src/policy/index/class-set.ts';
import { createPolicyIndex } from '../../../src/policy/index/policy-index.ts';
import type { Party } from '../../../src/policy/model/party.ts';
import type { FlowVerdict } from '../../../src/policy/model/verdict.ts';
import { randomProgram, randomSnapshot, randomTraffic, someOutside } from './support/random-programs.ts';

/** A flow's verdict in one word. */
function word({ allowed, egress, ingress }: FlowVerdict): string {
  if (allowed !== 'yes') return allowed;
  return egress.provided.length + ingress.provided.length > 0 ? 'yes, on a condition' : 'yes';
}

describe('the index and the verdict of one flow', () => {
  it('say the same of every flow of random clusters, from either end', () => {
    fc.assert(
      fc.property(randomProgram, randomSnapshot, randomTraffic, (program, snapshot, traffic) => {
        const index = createPolicyIndex(program, snapshot, 4);
        const view = index.carrying(traffic);
        const parties: readonly Party[] = [...snapshot.pods, ...snapshot.nodes, ...someOutside];
        for (const source of parties)
          for (const destination of parties) {
            // Classes know no single parties: of a pod and itself only the verdict can speak.
            if (source === destination || (source.kind !== 'pod' && destination.kind !== 'pod')) continue;
            const [from, to] = [classOfParty(index.classes, source), classOfParty(index.classes, destination)];
            const wanted = word(verdictOf(program, snapshot, { source, destination, traffic }));
            for (const [sets, other] of [
              [view.sourcesOf(to), from],
              [view.destinationsOf(from), to],
            ] as const) {
              const found = hasBit(sets.undecidable, other)
                ? 'undecidable'
                : !hasBit(sets.allowed, other)
                  ? 'no'
                  : hasBit(sets.conditional, other)
                    ? 'yes, on a condition'
                    : 'yes';
              expect(found, `${JSON.stringify(source)} to ${JSON.stringify(destination)}`).toBe(wanted);
            }
          }
      }),
      { numRuns: 250 },
    );
  });
});
