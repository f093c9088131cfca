import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { createPolicyIndex, type PolicyIndex, withProgram } from '../../../src/policy/index/policy-index.ts';
import { coverageFindings } from '../../../src/policy/lint/coverage.ts';
import { countPairs } from '../../../src/policy/matrix/count-pairs.ts';
import { atOnce } from '../../../src/policy/pieces.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { nearMisses } from '../../../src/policy/near-miss/near-miss.ts';
import { weighing } from '../../../src/policy/smallest-change/smallest-changes.ts';
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
  /** A link that is followed, judged anew after an edit: without an index, from its own ends. */
  readonly followed: number;
  /** What would open a denied flow, over the index. */
  readonly changes: number;
  /** The longest that weighing these keeps the thread. */
  readonly piece: number;
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
  const [asked, other] = snapshot.pods;
  const own = { ...oneEdited(snapshot), pods: [asked, other].filter((pod) => pod !== undefined) };
  const [, , followed] = timed(
    () => asked && other && verdictOf(compileProgram(own), own, { source: asked, destination: other, traffic }),
  );
  const weighed = weigh(index);
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
    followed,
    ...weighed,
    processor: { index: indexing, count: counting },
  };
}

/** Weighs the changes of the first flow that is denied on both sides, as the program does: piece by piece. */
function weigh(index: PolicyIndex): { readonly changes: number; readonly piece: number } {
  const { program, snapshot } = index;
  for (let at = 0; at < 1000; at += 1) {
    const source = snapshot.pods[(at * 7919) % snapshot.pods.length];
    const destination = snapshot.pods[(at * 104_729 + 77) % snapshot.pods.length];
    if (source === undefined || destination === undefined) break;
    const verdict = verdictOf(program, snapshot, { source, destination, traffic });
    if (verdict.egress.outcome !== 'default-deny' || verdict.ingress.outcome !== 'default-deny') continue;
    const work = weighing(index, verdict, nearMisses(program, snapshot, verdict));
    let [changes, piece] = [0, 0];
    for (let done: boolean | undefined = false; done !== true; ) {
      const [step, , took] = timed(() => work.next());
      changes += took;
      piece = Math.max(piece, took);
      done = step.done;
    }
    return { changes, piece };
  }
  return { changes: 0, piece: 0 };
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
