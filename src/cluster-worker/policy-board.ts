import type { ResolvedEndpoint } from '../contracts/endpoint.ts';
import type { LinkQuestion } from '../contracts/policy.ts';
import type { PodRecord } from '../inventory/records.ts';
import type { Clock } from '../kube/clock.ts';
import { compileProgram } from '../policy/compile-program.ts';
import { eitherWay } from '../policy/connections/either-way.ts';
import { explainFlow, type FlowExplanation, summary } from '../policy/destinations/explain-flow.ts';
import { flowQuestion } from '../policy/live/flow-question.ts';
import { linkExtent } from '../policy/live/link-extent.ts';
import { type SnapshotExtent, snapshotOf } from '../policy/live/snapshot.ts';
import { createPolicyIndex, type PolicyIndex, updatedIndex } from '../policy/index/policy-index.ts';
import type { LintFinding } from '../policy/lint/finding.ts';
import type { PolicyProgram } from '../policy/model/policy.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import type { ContextSession } from './context-session.ts';
import { resolveNow } from './followers.ts';
import { isPolicySettled } from './policy-settled.ts';

const lintedAgainAfter = 60_000;

/** Keeps the policies of a session compiled and answers what they declare; what has not changed is not compiled again. */
export class PolicyBoard {
  readonly #session: ContextSession;
  #indexed: { readonly program: PolicyProgram; readonly version: number; readonly index: PolicyIndex } | undefined;
  #linted:
    | { readonly program: PolicyProgram; readonly at: number; readonly findings: readonly LintFinding[] }
    | undefined;
  #compiled: { readonly basis: string; readonly program: PolicyProgram } | undefined;

  constructor(session: ContextSession) {
    this.#session = session;
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

  /** What the ends of a link stand for now. */
  ends(
    link: LinkQuestion,
    clock: Pick<Clock, 'now'>,
  ): { readonly source: ResolvedEndpoint; readonly destination: ResolvedEndpoint } {
    return {
      source: resolveNow(link.source, this.#session, clock),
      destination: resolveNow(link.destination, this.#session, clock),
    };
  }

  /** All pods in classes, for questions about all of them; kept while pods and policies stay the same. */
  index(): PolicyIndex {
    const program = this.program();
    const { version } = this.#session.inventory.pods;
    if (this.#indexed?.program === program && this.#indexed.version === version) return this.#indexed.index;
    const index =
      this.#indexed === undefined
        ? createPolicyIndex(program, this.snapshot())
        : updatedIndex(this.#indexed.index, program, this.snapshot());
    this.#indexed = { program, version, index };
    return index;
  }

  /** What is amiss with the policies. Pods come and go all the time: with the same policies it is looked at once a minute. */
  findings(lint: (index: PolicyIndex) => readonly LintFinding[]): readonly LintFinding[] {
    const program = this.program();
    const now = Date.now();
    if (this.#linted?.program !== program || now - this.#linted.at > lintedAgainAfter)
      this.#linted = { program, at: now, findings: lint(this.index()) };
    return this.#linted.findings;
  }

  /** The policies as the cluster's CNI reads them. */
  program(): PolicyProgram {
    const { inventory } = this.#session;
    const pods = onePerServiceAccount(inventory.pods.values());
    const snapshot = this.snapshot({ pods, services: inventory.services.values() });
    const { networkpolicies, policyobjects, namespaces, nodes, services, endpointslices } = inventory;
    const tables = [networkpolicies, policyobjects, namespaces, nodes, services, endpointslices];
    const { cni, dialects, ciliumMode, ciliumCidrMatch, ciliumClusterName } = snapshot.enforcement;
    const basis = JSON.stringify([
      tables.map(({ version }) => version),
      [cni, dialects, ciliumMode, ciliumClusterName, ...ciliumCidrMatch],
      pods.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
    ]);
    if (this.#compiled?.basis !== basis) this.#compiled = { basis, program: compileProgram(snapshot) };
    return this.#compiled.program;
  }

  /** What verdicts rest on, as the session knows it now. */
  snapshot(extent?: SnapshotExtent): PolicySnapshot {
    const session = this.#session;
    const circumstances = {
      cni: session.status().cni,
      freshness: session.freshness.bind(session),
      policiesIn: (namespace: string) => session.freshnessIn('networkpolicies', namespace),
      unseen: session.problem?.kind === 'forbidden' ? [session.problem.sentence] : [],
      policyFreshness: session.policyFreshness(),
    };
    return snapshotOf(session.inventory, circumstances, extent);
  }
}

/** Policies compile the same whichever pods there are, but for the names of namespaces and service accounts that pods have. */
function onePerServiceAccount(pods: Iterable<PodRecord>): readonly PodRecord[] {
  const first = new Map<string, PodRecord>();
  for (const pod of pods) {
    const key = `${pod.namespace}/${pod.serviceAccount}`;
    if (!first.has(key)) first.set(key, pod);
  }
  return [...first.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, pod]) => pod);
}
