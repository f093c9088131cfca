import type { ClusterProblem } from '../contracts/cluster.ts';
import type { ErrorKind, PlumblineError } from '../contracts/errors.ts';
import type { Instant } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';

/** The first of these that anything has is shown: the one that explains the others. */
const gravity: readonly ErrorKind[] = [
  'configuration',
  'authentication',
  'unreachable',
  'interrupted',
  'protocol',
  'internal',
];

/** What hangs, by place; the header shows the worst. What is forbidden is not here: each resource's freshness says it. */
export class ProblemBoard {
  readonly #clock: Clock;
  readonly #problems = new Map<string, { readonly error: PlumblineError; readonly since: Instant }>();
  #shown: ClusterProblem | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined takes the place's problem away. */
  set(place: string, error: PlumblineError | undefined): void {
    if (error === undefined || !gravity.includes(error.kind)) {
      this.#problems.delete(place);
      return;
    }
    const since = this.#problems.get(place)?.since ?? this.#clock.now();
    this.#problems.set(place, { error, since });
  }

  get worst(): ClusterProblem | undefined {
    const [worst] = [...this.#problems.values()].sort(
      (one, other) => gravity.indexOf(one.error.kind) - gravity.indexOf(other.error.kind) || one.since - other.since,
    );
    if (worst === undefined) return this.#keep(undefined);
    const { message, facts } = worst.error;
    const { kind, serverMessage, nextStep } = facts;
    const adds = serverMessage !== undefined && !message.includes(serverMessage);
    return this.#keep({
      kind,
      sentence: adds ? `${message} The answer: ${serverMessage.trim().replace(/\.$/, '')}.` : message,
      nextStep,
      since: worst.since,
    });
  }

  /** Not a failure, but what is shown is not all there is. `denied` is why nothing at all can be. */
  restricted(namespaces: readonly string[], denied: string | undefined): ClusterProblem {
    const since = this.#shown?.kind === 'forbidden' ? this.#shown.since : this.#clock.now();
    if (denied !== undefined) {
      const problem: ClusterProblem = {
        kind: 'forbidden',
        sentence: denied,
        nextStep:
          'Ask for list and watch on pods, or choose a namespace where you have them with --namespace; `plumbline rbac` prints the Role to ask for.',
        since,
      };
      this.#shown = problem;
      return problem;
    }
    const where = namespaces.length === 1 ? `namespace ${namespaces[0]}` : `${namespaces.length} namespaces`;
    const problem: ClusterProblem = {
      kind: 'forbidden',
      sentence: `Only ${where} can be shown: you may not list pods in the whole cluster.`,
      nextStep:
        'Ask for list and watch on pods in the cluster, or choose another namespace with --namespace; `plumbline rbac` prints the Role to ask for.',
      since,
    };
    this.#shown = problem;
    return problem;
  }

  #keep(problem: ClusterProblem | undefined): ClusterProblem | undefined {
    if (problem !== undefined) this.#shown = problem;
    return problem;
  }
}
