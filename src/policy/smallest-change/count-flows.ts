import { portAtomsOf } from '../connections/port-atoms.ts';
import { eachBit, hasBit, hasClass } from '../index/class-set.ts';
import { noClass } from '../index/classes.ts';
import { policiesOf } from '../index/conditions-of.ts';
import { distinctionsOf, tellsApart } from '../index/distinctions.ts';
import { indexing, type PolicyIndex, relabelling, reprogramming } from '../index/policy-index.ts';
import type { FlowSets, TrafficView } from '../index/traffic-view.ts';
import type { PodParty } from '../model/party.ts';
import type { CompiledPolicy, PolicyProgram, PolicyReference } from '../model/policy.ts';
import type { Traffic } from '../model/traffic.ts';
import type { Flow } from '../model/verdict.ts';
import type { Pieces } from '../pieces.ts';
import { type Edit, relabelled } from './edit.ts';

/** Flows beside the asked one that an edit opens or closes: pairs of pods, or a pod and a range outside, for each port that counts. */
export interface FlowCount {
  readonly opened: number;
  readonly closed: number;
}

/** Edits, and the program that they lead to. */
export interface Candidate {
  readonly edits: readonly Edit[];
  readonly program: PolicyProgram;
}

/** What changes for some pods of one class: their class before, and the class that they are in afterwards. */
interface Affected {
  readonly before: number;
  readonly after: number;
  readonly pods: number;
}

/** All parties by class: those that stay what they are, and what becomes of the others. */
interface Parties {
  /** Pods of each class that no edit gives other labels; a range outside counts as one. */
  readonly staying: Float64Array;
  readonly affected: readonly Affected[];
}

/** So many ports and classes are looked at: what follows is of the same kind. */
const most = { ports: 3, classes: 64 } as const;

/**
 * Counts by evaluating, for each candidate the sets of flows before against those after it. `index` is that of the program
 * before. All candidates are counted over the same classes, so that sets can be compared; as a rule they are those of the index.
 */
export function* countFlows(
  index: PolicyIndex,
  candidates: readonly Candidate[],
  flow: Flow,
): Pieces<readonly FlowCount[]> {
  const moved = candidates.map(({ edits }) => movedPods(index, edits));
  yield;
  const before = yield* comparable(
    index,
    candidates,
    moved.flatMap((pods) => pods.map(({ copy }) => copy)),
  );
  const viewsBefore = new Map<string, TrafficView>();
  const carriedBefore = (traffic: Traffic): TrafficView => {
    const key = `${traffic.protocol} ${traffic.port}`;
    const view = viewsBefore.get(key) ?? before.carrying(traffic);
    viewsBefore.set(key, view);
    return view;
  };
  const counts: FlowCount[] = [];
  for (const [place, candidate] of candidates.entries()) {
    yield;
    const after = yield* indexAfter(before, candidate);
    yield;
    const parties = partiesOf(after, index.snapshot.pods.length, moved[place] ?? [], candidate.edits);
    yield;
    const count = { opened: 0, closed: 0 };
    for (const traffic of trafficsOf(candidate.program, flow)) {
      yield;
      addDifferences(count, [carriedBefore(traffic), after.carrying(traffic)], parties);
    }
    // The asked flow itself is no other one; a pod's own are not counted, because policies do not govern them.
    counts.push({ opened: Math.max(0, count.opened - 1), closed: count.closed });
  }
  return counts;
}

interface MovedPod {
  readonly place: number;
  readonly copy: PodParty;
}

/** The pods that edits give other labels, as they would be. */
function movedPods({ snapshot }: PolicyIndex, edits: readonly Edit[]): readonly MovedPod[] {
  const ofPods = edits.filter(({ change }) => change.of === 'labels' && change.owner === 'pod');
  if (ofPods.length === 0) return [];
  return snapshot.pods.flatMap((pod, place) => {
    const copy = relabelledBy(pod, ofPods);
    return copy === pod ? [] : [{ place, copy }];
  });
}

/** The index itself, or one whose classes tell apart all that candidates do, with pods as they would be among the others. */
function* comparable(
  index: PolicyIndex,
  candidates: readonly Candidate[],
  copies: readonly PodParty[],
): Pieces<PolicyIndex> {
  const policies = new Set([index.program, ...candidates.map(({ program }) => program)].flatMap(policiesOf));
  const distinctions = distinctionsOf(policies);
  yield;
  if (tellsApart(index.distinctions, distinctions) && copies.every((copy) => index.classes.findPod(copy) !== undefined))
    return index;
  const { snapshot, program, family } = index;
  // Last, so that places of the others stay.
  return yield* indexing(program, { ...snapshot, pods: [...snapshot.pods, ...copies] }, { family, distinctions });
}

function* indexAfter(before: PolicyIndex, { program, edits }: Candidate): Pieces<PolicyIndex> {
  const ofNamespaces = edits.filter(({ change }) => change.of === 'labels' && change.owner === 'namespace');
  if (ofNamespaces.length === 0) return yield* reprogramming(before, program);
  return yield* relabelling(before, program, (pod) => relabelledBy(pod, ofNamespaces));
}

/** Adds the flows from and to those whom an edit concerns; flows between two of them are counted at their destination. */
function addDifferences(
  count: { opened: number; closed: number },
  [before, after]: readonly [TrafficView, TrafficView],
  { staying, affected }: Parties,
): void {
  const stayingAffected = new Set(affected.filter((one) => one.before === one.after).map((one) => one.before));
  const moving = affected.filter((one) => one.before !== one.after);
  const add = (to: 'sourcesOf' | 'destinationsOf', one: Affected) => {
    const old: FlowSets = before[to](one.before);
    const now: FlowSets = after[to](one.after);
    const isSelf = (other: Affected) => other.before === one.before && other.after === one.after;
    const weight = (member: number): number => {
      if (to === 'destinationsOf' && stayingAffected.has(member)) return 0;
      return (staying[member] ?? 0) - (isSelf({ before: member, after: member, pods: 0 }) ? 1 : 0);
    };
    eachBit(now.allowed, (member) => {
      if (!hasBit(old.allowed, member)) count.opened += one.pods * weight(member);
    });
    eachBit(old.allowed, (member) => {
      if (!hasBit(now.allowed, member)) count.closed += one.pods * weight(member);
    });
    if (to === 'destinationsOf') return;
    for (const other of moving) {
      const pairs = one.pods * (other.pods - (isSelf(other) ? 1 : 0));
      const was = hasBit(old.allowed, other.before);
      const is = hasBit(now.allowed, other.after);
      if (is && !was) count.opened += pairs;
      if (was && !is) count.closed += pairs;
    }
  };
  for (const one of affected) {
    add('sourcesOf', one);
    add('destinationsOf', one);
  }
}

/** Classes of the pods that edited policies select, those of pods with other labels, and those of namespaces with other labels. */
function partiesOf(
  { classes, program, snapshot, classesOf, family }: PolicyIndex,
  pods: number,
  moved: readonly MovedPod[],
  edits: readonly Edit[],
): Parties {
  const staying = new Float64Array(classes.list.length);
  for (let place = 0; place < pods; place += 1) {
    const member = classes.ofPod[place] ?? noClass;
    if (member !== noClass) staying[member] = (staying[member] ?? 0) + 1;
  }
  // Nothing goes from an address of one family to one of the other.
  const firstOfSix = classes.firstOutside + classes.atoms[0].starts.length;
  if (family === 4) staying.fill(1, classes.firstOutside, firstOfSix);
  else staying.fill(1, firstOfSix);
  const groups = new Map<string, Affected>();
  for (const { place, copy } of moved) {
    const before = classes.ofPod[place] ?? noClass;
    const after = classes.findPod(copy) ?? noClass;
    if (before === noClass || after === noClass || before === after) continue;
    staying[before] = (staying[before] ?? 0) - 1;
    const key = `${before} ${after}`;
    groups.set(key, { before, after, pods: (groups.get(key)?.pods ?? 0) + 1 });
  }
  const selected = editedPolicies(program, edits).map(({ subject }) => classesOf(subject).yes);
  const ofNamespaces = edits.flatMap(({ change }) =>
    change.of === 'labels' && change.owner === 'namespace' ? [change.holds] : [],
  );
  const concerned = new Set<number>();
  for (let place = 0; place < pods; place += 1) {
    const member = classes.ofPod[place] ?? noClass;
    if (member === noClass || concerned.has(member)) continue;
    const pod = snapshot.pods[place];
    if (selected.some((set) => hasClass(set, member)) || ofNamespaces.some((holds) => pod !== undefined && holds(pod)))
      concerned.add(member);
  }
  const unmoved = [...concerned].flatMap((member): Affected[] => {
    const own = staying[member] ?? 0;
    return own > 0 ? [{ before: member, after: member, pods: own }] : [];
  });
  return { staying, affected: [...groups.values(), ...unmoved].slice(0, most.classes) };
}

function editedPolicies({ tiers }: PolicyProgram, edits: readonly Edit[]): readonly CompiledPolicy[] {
  const nameOf = ({ kind, namespace, name }: PolicyReference) => `${kind} ${namespace}/${name}`;
  const names = new Set(edits.flatMap(({ policy }) => (policy === undefined ? [] : [nameOf(policy)])));
  return tiers.flatMap(({ policies }) => policies).filter(({ reference }) => names.has(nameOf(reference)));
}

/** The asked traffic, and some of each other range of ports of its protocol that policies tell apart. */
function trafficsOf(program: PolicyProgram, { destination, traffic }: Flow): readonly Traffic[] {
  const { protocol, port } = traffic;
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') return [traffic];
  const others = portAtomsOf(program)(destination)[protocol].filter(
    ({ from, to }) => port === undefined || port < from || to < port,
  );
  return [traffic, ...others.slice(0, most.ports).map(({ from }): Traffic => ({ protocol, port: from }))];
}

/** A pod as the edits leave it: itself when they do not touch it. */
export function relabelledBy(pod: PodParty, edits: readonly Edit[]): PodParty {
  return edits.reduce<PodParty>(
    (one, { change }) => (change.of === 'labels' && change.holds(pod) ? relabelled(one, change) : one),
    pod,
  );
}
