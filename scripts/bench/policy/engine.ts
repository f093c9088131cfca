import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { createPolicyIndex, withProgram } from '../../../src/policy/index/policy-index.ts';
import { coverageFindings } from '../../../src/policy/lint/coverage.ts';
import { countPairs } from '../../../src/policy/matrix/count-pairs.ts';
import { atOnce } from '../../../src/policy/pieces.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { whoCanReach } from '../../../src/policy/questions/reach.ts';
import { peakMemory } from '../machine.ts';
import { type ClusterSize, policyCluster } from './cluster.ts';

/** What the engine took, in a process of its own; times in ms, memory in MB. */
export interface EngineTimes {
  readonly classes: number;
  readonly index: number;
  readonly count: number;
  readonly verdict: number;
  readonly edit: number;
  readonly reach: number;
  readonly lint: number;
  readonly memory: number;
  /** Processor time of this thread, which other programs on the machine do not add to. */
  readonly processor: { readonly index: number; readonly count: number };
}

/** One port that a rule of each kind of policy speaks of. */
const traffic = { protocol: 'TCP', port: 8080 } as const;

function timed<Value>(work: () => Value): readonly [value: Value, milliseconds: number, processor: number] {
  const before = process.threadCpuUsage();
  const began = performance.now();
  const value = work();
  const took = performance.now() - began;
  const { user, system } = process.threadCpuUsage(before);
  return [value, took, (user + system) / 1000];
}

function measure(size: ClusterSize): EngineTimes {
  const snapshot = policyCluster(size);
  const [[program, index], indexed, indexing] = timed(() => {
    const compiled = compileProgram(snapshot);
    return [compiled, createPolicyIndex(compiled, snapshot)] as const;
  });
  const [, counted, counting] = timed(() => countPairs(index, index.carrying(traffic)));
  const memory = peakMemory(process.pid);
  const verdicts = Array.from({ length: 200 }, (_, at) => {
    const source = snapshot.pods[(at * 7919) % snapshot.pods.length];
    const destination = snapshot.pods[(at * 104_729) % snapshot.pods.length];
    if (source === undefined || destination === undefined) return 0;
    return timed(() => verdictOf(program, snapshot, { source, destination, traffic }))[1];
  }).sort((first, second) => first - second);
  const [, edited] = timed(() => withProgram(index, compileProgram(oneEdited(snapshot))));
  const [asked] = snapshot.pods;
  const [, reached] = timed(() => asked && whoCanReach(index, asked));
  const [, linted] = timed(() => atOnce(coverageFindings(index)));
  return {
    classes: index.classes.podClasses,
    index: indexed,
    count: counted,
    verdict: verdicts[Math.floor(verdicts.length * 0.95)] ?? 0,
    edit: edited,
    reach: reached,
    lint: linted,
    memory,
    processor: { index: indexing, count: counting },
  };
}

/** One policy opened, the others the same objects. */
function oneEdited(snapshot: PolicySnapshot): PolicySnapshot {
  const place = Math.floor(snapshot.objects.length / 2);
  return {
    ...snapshot,
    objects: snapshot.objects.map((object, index) =>
      index === place ? { ...object, spec: { podSelector: {}, ingress: [{}] } } : object,
    ),
  };
}

const [pods = 0, namespaces = 0, policies = 0] = process.argv.slice(2).map(Number);
process.stdout.write(`${JSON.stringify(measure({ pods, namespaces, policies }))}\n`);
