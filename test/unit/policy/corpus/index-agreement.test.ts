import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileProgram } from '../../../../src/policy/compile-program.ts';
import { verdictOf } from '../../../../src/policy/evaluate/verdict.ts';
import { classOfParty } from '../../../../src/policy/index/class-of-party.ts';
import { hasBit } from '../../../../src/policy/index/class-set.ts';
import { createPolicyIndex } from '../../../../src/policy/index/policy-index.ts';
import type { Party, PodParty } from '../../../../src/policy/model/party.ts';
import type { PolicySnapshot } from '../../../../src/policy/model/snapshot.ts';
import { portsTold } from '../../../../src/policy/questions/rules-around.ts';
import { describeWithShared } from '../../../support/needs.ts';
import { snapshotIn } from '../../../support/policy-corpus/analyzer-scores.ts';

const suites = ['netpol-analyzer', 'nca-calico', 'nca-k8s', 'cilium-connectivity', 'network-policy-api-cnp-v1alpha2'];
/** Of each case so many pods, outside addresses and ports: enough to meet every rule, and no more. */
const most = { destinations: 12, sources: 20, ports: 5 } as const;

const outside: readonly Party[] = ['8.8.8.8', '192.168.1.7'].map((address) => ({ kind: 'outside', address }));

/** Classes know no single parties: what holds for a pod's own node is left out, and pods that have finished are in none. */
function isOrdinary(pod: PodParty): boolean {
  return !pod.hostNetwork && pod.phase !== 'finished';
}

/** Every flow on which index and verdict part, in words. */
function differences(snapshot: PolicySnapshot): readonly string[] {
  const program = compileProgram(snapshot);
  const index = createPolicyIndex(program, snapshot, 4);
  const pods = snapshot.pods.filter(isOrdinary);
  const sources: readonly Party[] = [...pods.slice(0, most.sources), ...outside];
  const ports = portsTold([...index.rules.ingress, ...index.rules.egress], index);
  const step = Math.ceil(ports.length / most.ports);
  return ports
    .filter((_, place) => place % step === 0)
    .flatMap(({ protocol, ports: { from: port } }) => {
      const traffic = { protocol, port };
      const view = index.carrying(traffic);
      return pods.slice(0, most.destinations).flatMap((destination) => {
        const { allowed, undecidable } = view.sourcesOf(classOfParty(index.classes, destination));
        return sources.flatMap((source) => {
          if (source === destination) return [];
          const member = classOfParty(index.classes, source);
          const found = hasBit(undecidable, member) ? 'undecidable' : hasBit(allowed, member) ? 'yes' : 'no';
          const verdict = verdictOf(program, snapshot, { source, destination, traffic }).allowed;
          const words = () =>
            `${JSON.stringify(source)} to ${destination.name} ${protocol} ${port}: ${found}, ${verdict}`;
          return found === verdict ? [] : [words()];
        });
      });
    });
}

describeWithShared('The index on policies that other projects wrote', 'policy-corpus', (corpus) => {
  it.each(suites)('says of %s what the verdicts of single flows say', async (suite) => {
    for (const name of readdirSync(join(corpus, suite))) {
      const input = join(corpus, suite, name, 'input');
      if (existsSync(input)) expect(differences(await snapshotIn(input)), name).toEqual([]);
    }
  });
});
