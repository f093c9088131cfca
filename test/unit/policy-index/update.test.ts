import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createPolicyIndex,
  type PolicyIndex,
  updatedIndex,
  withProgram,
} from '../../../src/policy/index/policy-index.ts';
import { countPairs, type PairCount } from '../../../src/policy/matrix/count-pairs.ts';
import { policyCluster } from '../../../scripts/bench/policy/cluster.ts';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import type { Traffic } from '../../../src/policy/model/traffic.ts';
import { randomProgram, randomSnapshot, randomTraffic } from './support/random-programs.ts';

function counted(index: PolicyIndex, traffic: Traffic): PairCount {
  return countPairs(index, index.carrying(traffic));
}

const snapshot = policyCluster({ pods: 600, namespaces: 4, policies: 20 });
const index = createPolicyIndex(compileProgram(snapshot), snapshot);
const traffic: Traffic = { protocol: 'TCP', port: 8080 };

/** The cluster with its policy of that number written anew. */
function edited(number: number, spec: unknown): PolicySnapshot {
  return {
    ...snapshot,
    objects: snapshot.objects.map((object, place) => (place === number ? { ...object, spec } : object)),
  };
}

describe('an index that is brought up to date', () => {
  it('counts what a new one counts, whatever pods and policies it began with', () => {
    fc.assert(
      fc.property(
        randomProgram,
        randomProgram,
        randomSnapshot,
        randomSnapshot,
        randomTraffic,
        (old, now, before, after, carried) => {
          const updated = updatedIndex(createPolicyIndex(old, before), now, after);
          expect(counted(updated, carried)).toEqual(counted(createPolicyIndex(now, after), carried));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps its classes when pods of known kinds come and go', () => {
    const pods = snapshot.pods.filter((_, place) => place % 97 !== 0);
    const updated = updatedIndex(index, compileProgram(snapshot), { ...snapshot, pods });
    expect(updated.classes.list).toBe(index.classes.list);
    const anew = createPolicyIndex(compileProgram(snapshot), { ...snapshot, pods });
    expect(counted(updated, traffic)).toEqual(counted(anew, traffic));
  });

  it('keeps its classes when a policy is edited in words that others use', () => {
    const after = edited(6, { podSelector: { matchLabels: { app: 'cart' } }, ingress: [{ ports: [{ port: 8080 }] }] });
    const updated = withProgram(index, compileProgram(after));
    expect(updated.classes).toBe(index.classes);
    expect(counted(updated, traffic)).toEqual(counted(createPolicyIndex(compileProgram(after), after), traffic));
  });

  it('makes new classes for a label that no policy has asked for before', () => {
    const after = edited(6, { podSelector: { matchLabels: { 'pod-template-hash': '0f' } } });
    const updated = withProgram(index, compileProgram(after));
    expect(updated.classes).not.toBe(index.classes);
    expect(counted(updated, traffic)).toEqual(counted(createPolicyIndex(compileProgram(after), after), traffic));
  });

  it('makes new classes when a namespace is labelled anew', () => {
    const namespaces = new Map(snapshot.namespaces).set('ns-1', { 'kubernetes.io/metadata.name': 'ns-1' });
    const pods = snapshot.pods.map((pod) => ({ ...pod, namespaceLabels: namespaces.get(pod.namespace) }));
    const after = { ...snapshot, namespaces, pods };
    expect(counted(updatedIndex(index, compileProgram(after), after), traffic)).toEqual(
      counted(createPolicyIndex(compileProgram(after), after), traffic),
    );
  });
});
