import type { ResolvedEndpoint } from '../contracts/endpoint.ts';
import type { LinkQuestion, PolicyFindings } from '../contracts/policy.ts';
import type { PodRecord } from '../inventory/records.ts';
import type { Clock } from '../kube/clock.ts';
import { eitherWay } from '../policy/connections/either-way.ts';
import { explainFlow, type FlowExplanation, summary } from '../policy/destinations/explain-flow.ts';
import { flowQuestion } from '../policy/live/flow-question.ts';
import { linkExtent } from '../policy/live/link-extent.ts';
import { type SnapshotCircumstances, type SnapshotExtent, snapshotOf, snapshotWith } from '../policy/live/snapshot.ts';
import { policiesOf } from '../policy/index/conditions-of.ts';
import type { PolicyIndex } from '../policy/index/policy-index.ts';
import type { LintFinding } from '../policy/lint/finding.ts';
import type { PolicyProgram } from '../policy/model/policy.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import type { Pieces } from '../policy/pieces.ts';
import { sourcePod } from '../probes/bench/ends.ts';
import type { ContextSession } from './context-session.ts';
import { inPieces, nextTurn } from './in-pieces.ts';
import { KeptIndex } from './kept-index.ts';
import { ProgramKeeper } from './program-keeper.ts';
import { resolveNow } from './followers.ts';
import { isPolicySettled } from './policy-settled.ts';

const lintedAgainAfter = 60_000;

/** Who keeps the memory of the thread small. */
export interface PolicyMemory {
  readonly worked: () => void;
  readonly released: () => void;
}

/** Keeps the policies of a session compiled and answers what they declare; what has not changed is not compiled again. */
export class PolicyBoard {
  readonly #session: ContextSession;
  readonly #clock: Clock;
  readonly #memory: PolicyMemory;
  readonly #index: KeptIndex;
  readonly #compiler: ProgramKeeper;
  #linted: { readonly program: PolicyProgram; readonly at: number; readonly findings: PolicyFindings } | undefined;

  /** `memory` is told when garbage comes about: a little between pieces of work, much when the index has been let go. */
  constructor(session: ContextSession, clock: Clock, memory: PolicyMemory = { worked: () => {}, released: () => {} }) {
    this.#session = session;
    this.#memory = memory;
    this.#clock = clock;
    const { inventory } = session;
    this.#compiler = new ProgramKeeper(inventory, (extent) => this.snapshot(extent));
    this.#index = new KeptIndex({
      inventory,
      clock,
      program: () => this.program(),
      snapshot: (pods) =>
        snapshotWith(inventory, this.#circumstances(), { pods, services: inventory.services.values() }),
      knowledge: () => {
        const states = [
          ...session.policyFreshness(),
          ['NetworkPolicies', session.freshness('networkpolicies')] as const,
        ];
        return states.map(([kind, { state }]) => `${kind} ${state}`).join();
      },
      released: memory.released,
      rest: () => this.#rest(),
    });
  }

  /** Lets go of everything; the session is another one now. */
  stop(): void {
    this.#index.stop();
  }

  /** What the policies declare for a link now, or why nothing can be said. */
  explain(link: LinkQuestion, clock: Pick<Clock, 'now'>): FlowExplanation | { readonly unasked: string } {
    const session = this.#session;
    if (!isPolicySettled(session)) return { unasked: 'The policies are still being read.' };
    const ends = this.ends(link, clock);
    const snapshot = this.snapshot(linkExtent(ends, session.inventory, link));
    const asked = flowQuestion(link, ends, snapshot);
    if ('problem' in asked) return { unasked: asked.problem };
    const program = this.program();
    const explained = explainFlow(program, snapshot, asked.question);
    // A hostNetwork pod may be read as a pod or as its node: where both readings agree, that is the verdict.
    const targets = explained.targets.map((target) => ({
      ...target,
      verdict: eitherWay(program, snapshot, target.verdict),
    }));
    return targets.every(({ verdict }, index) => verdict === explained.targets[index]?.verdict)
      ? explained
      : summary(targets, explained.problem);
  }

  /** What the ends of a link stand for now; a service as source is the pod that probes start in. */
  ends(
    link: LinkQuestion,
    clock: Pick<Clock, 'now'>,
  ): { readonly source: ResolvedEndpoint; readonly destination: ResolvedEndpoint } {
    return {
      source: asPod(resolveNow(link.source, this.#session, clock)),
      destination: resolveNow(link.destination, this.#session, clock),
    };
  }

  /** What a link is judged by, in words: its ends alone; of a workload and itself, all of its pods. */
  snapshotOfLink(link: LinkQuestion, ends: ReturnType<PolicyBoard['ends']>): PolicySnapshot {
    const { inventory } = this.#session;
    const { pod } = ends.destination;
    const extent = linkExtent(ends, inventory, link);
    const itself = pod !== undefined && pod.uid === ends.source.pod?.uid;
    const others: Iterable<PodRecord> = itself ? inventory.pods.inNamespace(pod.namespace) : [];
    return this.snapshot({ pods: new Set([...extent.pods, ...others]), services: extent.services });
  }

  /** All pods in classes, for questions about all of them; made without keeping the thread for long. */
  index(): Promise<PolicyIndex> {
    return this.#index.get();
  }

  /** Does long work without keeping the thread for long. */
  pieces<Result>(work: Pieces<Result>): Promise<Result> {
    return inPieces(work, () => this.#rest());
  }

  #rest(): Promise<void> {
    this.#memory.worked();
    return nextTurn();
  }

  /** What is amiss with the policies. Pods come and go all the time: with the same policies it is looked at once a minute. */
  async findings(lint: (index: PolicyIndex) => Pieces<readonly LintFinding[]>): Promise<PolicyFindings> {
    const now = this.#clock.now();
    const index = await this.index();
    const unseen = [...index.snapshot.missing, ...(index.snapshot.unseen ?? [])];
    const linted = this.#linted;
    const same = linted?.program === index.program && linted.findings.unseen.join() === unseen.join();
    if (same && now - linted.at <= lintedAgainAfter) return linted.findings;
    const findings: PolicyFindings = {
      findings: await this.pieces(lint(index)),
      judged: policiesOf(index.program).map(({ reference }) => reference),
      unseen,
    };
    this.#linted = { program: index.program, at: now, findings };
    return findings;
  }

  /** The policies as the cluster's CNI reads them. */
  program(): PolicyProgram {
    return this.#compiler.program(this.#session.status().cni);
  }

  /** What verdicts rest on, as the session knows it now. */
  snapshot(extent?: SnapshotExtent): PolicySnapshot {
    return snapshotOf(this.#session.inventory, this.#circumstances(), extent);
  }

  #circumstances(): SnapshotCircumstances {
    const session = this.#session;
    return {
      cni: session.status().cni,
      freshness: session.freshness.bind(session),
      policiesIn: (namespace: string) => session.freshnessIn('networkpolicies', namespace),
      unseen: session.problem?.kind === 'forbidden' ? [session.problem.sentence] : [],
      policyFreshness: session.policyFreshness(),
    };
  }
}

function asPod(source: ResolvedEndpoint): ResolvedEndpoint {
  const pod = sourcePod(source);
  if (source.endpoint.kind !== 'service' || pod === undefined) return source;
  const { namespace, name, uid, addresses } = pod;
  return { ...source, endpoint: { kind: 'pod', namespace, name, uid }, pod, addresses };
}
