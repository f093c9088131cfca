import type { CniFinding, CniNode, CniNodeDetail, CniState } from '../contracts/cni.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { NodeFacts, RawOutput } from '../contracts/node-facts.ts';
import type { Duration, Instant } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';
import type { Pieces } from '../policy/pieces.ts';
import { type AssembledRow, assembleState, type JudgedNode } from './assemble.ts';
import type { ClusterEvidence, CniNodeRecord, CniObjects, NodeEvidence } from './evidence.ts';
import { judgeNode } from './judge-node.ts';
import type { CniKnower, CniReach, NodeReach } from './knower.ts';
import { byGravity } from './words.ts';
import { inParallel } from './in-parallel.ts';
import { lightFacts, nodesKeptWhole } from './keep.ts';

/** So many nodes are asked at the same time. */
const nodesAtOnce = 8;
/** A node has so long to answer. */
const nodePatience: Duration = 20_000;
/** What is read once for all nodes has so long. */
const clusterPatience: Duration = 15_000;

/** Where a look gets what it judges. */
export interface LookParts {
  readonly clock: Clock;
  /** What the objects say now; the same object while they say the same. */
  readonly objects: () => CniObjects;
  /** Reads everything on a node; rejects with a PlumblineError where it cannot be reached. */
  readonly facts: (node: string, before: NodeFacts | undefined, signal: AbortSignal) => Promise<NodeFacts>;
  readonly clusterReach: (signal: AbortSignal) => CniReach;
  /** `keep` takes every output. */
  readonly nodeReach: (node: CniNodeRecord, signal: AbortSignal, keep: (raw: RawOutput) => void) => NodeReach;
}

/** Looks at a cluster's CNI again and again, and remembers what it saw. */
export interface CniLook {
  /** Looks at every node; `answered` is called with each that has. Resolves when all have, or their time was over; never rejects. */
  run(answered: () => void, signal: AbortSignal): Promise<void>;
  /** What was seen until now, judged. */
  state(looking: boolean): Pieces<CniState>;
  /**
   * One node with all findings, those that say that something is well among them; undefined for a node that there is not.
   * Where there are many it is read anew for that.
   */
  detail(node: string, signal: AbortSignal): Promise<CniNodeDetail | undefined>;
}

/** A look through the eyes of one knower, which is `deep` unless it is the one for CNIs that are known by name only. */
export function createCniLook<Shared, Own>(knower: CniKnower<Shared, Own>, parts: LookParts, deep = true): CniLook {
  const evidence = new Map<string, NodeEvidence<Own>>();
  const judged = new Map<string, JudgedNode<Own>>();
  /** Nodes whose facts were not kept: they are judged once, with the objects of then. */
  const light = new Set<string>();
  let rows: ReadonlyMap<string, AssembledRow> = new Map();
  let shared: Shared | undefined;
  let cluster: ClusterEvidence<Shared> | undefined;
  let asOf: Instant | undefined;

  /** The same object while what it holds is the same: judgements are kept as long. */
  function clusterNow(): ClusterEvidence<Shared> {
    const objects = parts.objects();
    if (cluster?.objects !== objects || cluster.shared !== shared) {
      cluster = { objects, shared, expects: knower.expects(objects, shared) };
    }
    return cluster;
  }

  async function lookAtNode(record: CniNodeRecord, signal: AbortSignal): Promise<void> {
    const whole = await gather(record, signal);
    if (clusterNow().objects.nodes.size <= nodesKeptWhole) {
      light.delete(record.name);
      evidence.set(record.name, whole);
      return;
    }
    const kept = { ...whole, facts: whole.facts && lightFacts(whole.facts), raw: [] };
    light.add(record.name);
    evidence.set(record.name, kept);
    judged.set(record.name, { ...judgeNode(knower, record, whole, clusterNow()), evidence: kept });
  }

  async function gather(record: CniNodeRecord, signal: AbortSignal): Promise<NodeEvidence<Own>> {
    const raw: RawOutput[] = [];
    const reach = parts.nodeReach(record, signal, (output) => void raw.push(output));
    const before = evidence.get(record.name);
    const [facts, own] = await Promise.all([
      unlessLate(parts.facts(record.name, before?.facts, signal), signal),
      unlessLate(knower.gatherNode(record, reach, clusterNow()), signal),
    ]);
    const problems = [facts, own].flatMap(({ problem }) => problem ?? []);
    return {
      node: record.name,
      at: parts.clock.now(),
      way: facts.value?.way,
      problem: problems.length === 0 ? undefined : [...new Set(problems)].join(' '),
      facts: facts.value,
      own: own.value,
      raw,
    };
  }

  /** So long as a node may take. */
  async function inTime<Value>(signal: AbortSignal, work: (within: AbortSignal) => Promise<Value>): Promise<Value> {
    const over = new AbortController();
    const end = parts.clock.after(nodePatience, () => over.abort());
    return work(AbortSignal.any([signal, over.signal])).finally(end);
  }

  return {
    async run(answered, signal) {
      const time = new AbortController();
      const cancel = parts.clock.after(clusterPatience, () => time.abort());
      const reading = AbortSignal.any([signal, time.signal]);
      shared = (await unlessLate(knower.gatherShared(parts.objects(), parts.clusterReach(reading)), reading)).value;
      cancel();
      answered();
      const { nodes } = parts.objects();
      for (const known of evidence.keys()) if (!nodes.has(known)) evidence.delete(known);
      await inParallel([...nodes.values()], nodesAtOnce, async (record) => {
        if (signal.aborted) return;
        await inTime(signal, (within) => lookAtNode(record, within));
        if (!signal.aborted) answered();
      });
      if (!signal.aborted) asOf = parts.clock.now();
    },
    *state(looking) {
      const now = clusterNow();
      for (const record of now.objects.nodes.values()) {
        const of = evidence.get(record.name);
        const known = judged.get(record.name);
        if (known?.evidence === of && (known?.cluster === now || light.has(record.name))) continue;
        judged.set(record.name, judgeNode(knower, record, of, now));
        yield;
      }
      for (const name of judged.keys()) if (!now.objects.nodes.has(name)) judged.delete(name);
      const assembled = yield* assembleState(knower, now, judged, evidence, rows);
      rows = assembled.rows;
      return { ...assembled.state, deep, looking, asOf };
    },
    async detail(node, signal) {
      const row = rows.get(node);
      if (row === undefined) return undefined;
      const record = clusterNow().objects.nodes.get(node);
      if (light.has(node) && record !== undefined) {
        const anew = await inTime(signal, (within) => gather(record, within));
        const { cells, findings } = judgeNode(knower, record, anew, clusterNow());
        return detailOf({ ...row.node, cells, problem: anew.problem, at: anew.at }, byGravity(findings), anew);
      }
      return detailOf(row.node, row.findings, evidence.get(node));
    },
  };
}

function detailOf(
  node: CniNode,
  findings: readonly CniFinding[],
  of: NodeEvidence<unknown> | undefined,
): CniNodeDetail {
  return { node: { ...node, findings }, facts: of?.facts, raw: [...(of?.facts?.raw ?? []), ...(of?.raw ?? [])] };
}

interface Gathered<Value> {
  readonly value: Value | undefined;
  readonly problem: string | undefined;
}

/** What comes of it, or why nothing does; what does not heed the signal is left behind. */
function unlessLate<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Gathered<Value>> {
  return new Promise((resolve) => {
    const settle = (gathered: Gathered<Value>): void => {
      // The signal lives on: what hangs on it would keep what was gathered.
      signal.removeEventListener('abort', late);
      resolve(gathered);
    };
    const late = (): void => settle({ value: undefined, problem: 'It did not answer in time.' });
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
    work.then(
      (value) => settle({ value, problem: undefined }),
      (error: unknown) => settle({ value: undefined, problem: wordsOf(error) }),
    );
  });
}

function wordsOf(error: unknown): string {
  if (error instanceof PlumblineError) return error.message;
  return error instanceof Error ? `It could not be looked at: ${error.message}` : 'It could not be looked at.';
}
