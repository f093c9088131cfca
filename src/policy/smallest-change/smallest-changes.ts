import { compileProgram } from '../compile-program.ts';
import { verdictOf } from '../evaluate/verdict.ts';
import { indexing, type PolicyIndex } from '../index/policy-index.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { Direction, PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Flow, FlowVerdict } from '../model/verdict.ts';
import { type NearMiss, nearMisses } from '../near-miss/near-miss.ts';
import { atOnce, type Pieces } from '../pieces.ts';
import { adminEdits } from './admin-edits.ts';
import { type Candidate, countFlows, type FlowCount, relabelledBy } from './count-flows.ts';
import { applyEdit, type Edit } from './edit.ts';
import { labelEdits } from './label-edits.ts';
import { policyEdits } from './policy-edits.ts';

/** A change that surely opens a flow: what to edit, and what else it opens or closes. */
export interface SmallestChange extends FlowCount {
  /** One edit for each side that denies; all of them are needed. */
  readonly edits: readonly Edit[];
  /** The verdict with the change, evaluated again: always allowed. */
  readonly verdict: FlowVerdict;
}

/** Edits that are weighed for each side, and changes that are shown. */
const most = { edits: 5, ofTwoSides: 3, changes: 5 } as const;

const kinds: readonly Edit['kind'][] = [
  'add-label',
  'widen-port',
  'add-peer',
  'add-rule',
  'add-policy',
  'change-label',
];

/**
 * Changes that open a denied flow, those first that open and close the fewest other flows. Each is proven by compiling and
 * evaluating again; none where policies forbid the flow by a rule that nothing can outweigh, or where it is not denied.
 */
export function smallestChanges(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  verdict: FlowVerdict,
  misses: readonly NearMiss[] = nearMisses(program, snapshot, verdict),
): readonly SmallestChange[] {
  return atOnce(weighing({ program, snapshot }, verdict, misses));
}

/** The same in pieces; an index of the program saves making one. */
export function* weighing(
  before: Pick<PolicyIndex, 'program' | 'snapshot'> | PolicyIndex,
  verdict: FlowVerdict,
  misses: readonly NearMiss[],
): Pieces<readonly SmallestChange[]> {
  if (verdict.allowed !== 'no') return [];
  const { program, snapshot } = before;
  const denied = (['egress', 'ingress'] as const).filter((side) => isDenied(verdict, side));
  const perSide = denied.map((side) => {
    const near = misses.filter(({ rule }) => rule.direction === side);
    const edits = [
      ...adminEdits(snapshot, verdict.flow, side, verdict[side]),
      ...policyEdits(snapshot, verdict.flow, side, verdict[side], near),
      ...labelEdits(verdict.flow, near),
    ];
    return distinct(edits);
  });
  const changes = combinations(
    perSide.map((edits) => edits.slice(0, perSide.length > 1 ? most.ofTwoSides : most.edits)),
  );
  const scene = { ...snapshot, pods: bystanders(snapshot, verdict.flow) };
  const proved: Proven[] = [];
  for (const edits of changes) {
    yield;
    const one = proven(scene, verdict.flow, edits);
    if (one !== undefined) proved.push(one);
  }
  if (proved.length === 0) return [];
  const index = 'classes' in before ? before : yield* indexing(program, snapshot);
  const counts = yield* countFlows(index, proved, verdict.flow);
  return proved
    .map(
      ({ edits, verdict: again }, place): SmallestChange => ({
        edits,
        verdict: again,
        ...(counts[place] ?? { opened: 0, closed: 0 }),
      }),
    )
    .sort(bySize)
    .slice(0, most.changes);
}

function isDenied(verdict: FlowVerdict, side: Direction): boolean {
  return verdict[side].outcome === 'deny' || verdict[side].outcome === 'default-deny';
}

function combinations(perSide: readonly (readonly Edit[])[]): readonly (readonly Edit[])[] {
  return perSide.reduce<readonly (readonly Edit[])[]>(
    (before, edits) => before.flatMap((some) => edits.map((edit) => [...some, edit])),
    [[]],
  );
}

/**
 * The pods that a flow is judged among: its own, and one of each service account, because names of these are all that is
 * compiled of the others.
 */
function bystanders({ pods }: PolicySnapshot, { source, destination }: Flow): readonly PodParty[] {
  const accounts = new Map<string, Set<string>>();
  const others = pods.filter(({ namespace, serviceAccount }) => {
    const known = accounts.get(namespace);
    if (known === undefined) accounts.set(namespace, new Set([serviceAccount]));
    else if (known.has(serviceAccount)) return false;
    else known.add(serviceAccount);
    return true;
  });
  return [...new Set([...others, ...[source, destination].filter((party) => party.kind === 'pod')])];
}

interface Proven extends Candidate {
  readonly verdict: FlowVerdict;
}

/** Edits that open the flow, with the program and the verdict that they lead to. */
function proven(snapshot: PolicySnapshot, flow: Flow, edits: readonly Edit[]): Proven | undefined {
  const after = edits.reduce(applyEdit, snapshot);
  const changed = compileProgram(after);
  const party = <P extends Party>(one: P): P | Party => (one.kind === 'pod' ? relabelledBy(one, edits) : one);
  const again = verdictOf(changed, after, {
    ...flow,
    source: party(flow.source),
    destination: party(flow.destination),
  });
  if (again.allowed !== 'yes') return undefined;
  return { edits, program: changed, verdict: again };
}

/** Another value of a label comes last: Services and workloads find their pods by labels too, which no policy tells. */
function bySize(first: SmallestChange, second: SmallestChange): number {
  const relabels = ({ edits }: SmallestChange) => Number(edits.some(({ kind }) => kind === 'change-label'));
  const size = ({ opened, closed, edits }: SmallestChange) => (opened + closed) * 10 + edits.length;
  const rank = ({ edits }: SmallestChange) => edits.reduce((sum, { kind }) => sum + kinds.indexOf(kind), 0);
  return relabels(first) - relabels(second) || size(first) - size(second) || rank(first) - rank(second);
}

function distinct(edits: readonly Edit[]): readonly Edit[] {
  return edits.filter(({ words }, index) => edits.findIndex((other) => other.words === words) === index);
}
