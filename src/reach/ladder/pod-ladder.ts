import { PlumblineError } from '../../contracts/errors.ts';
import type { EndpointPod } from '../../contracts/endpoint.ts';
import type { Climb, ClimbWant, HelperChoice, PodLadder } from '../../contracts/ladder.ts';
import type { Place, Runner, RungName } from '../../contracts/runner.ts';
import { podPath } from '../../kube/exec/target.ts';
import { type LadderFacts, type LadderStep, nextRung } from './decide.ts';
import { nameFor, planOf } from './create-helper.ts';
import { errorWords } from './error-words.ts';
import { FoundPlaces } from './found-places.ts';
import { makeHelper } from './make-helper.ts';
import { enterFromNode } from './node-rung.ts';
import { helperQuestion } from './question.ts';
import { ladderFacts, wishesFor } from './pod-wishes.ts';
import { type LadderParts, nearEnd } from './parts.ts';
import { containerPlaceOn, debugPlace } from './places.ts';
import type { HelperWish } from './plan.ts';
import { type PodFacts, readPodFacts } from './pod-facts.ts';

type Pod = Pick<EndpointPod, 'namespace' | 'name' | 'uid' | 'containers'>;

/** Containers of one pod that are tried before the pod itself is read; they share its network. */
const mostContainers = 4;

/** A climb that several probes wait for. */
interface Climbing {
  readonly promise: Promise<Climb>;
  readonly controller: AbortController;
  waiting: number;
}

const stopped: Climb = { climbed: false, sentence: 'stopped', nextStep: undefined };

/** Makes the ladder of one pod; nothing is read or asked before the first climb. */
export function createPodLadder(parts: LadderParts, pod: Pod): PodLadder {
  return new OnePodLadder(parts, pod);
}

class OnePodLadder implements PodLadder {
  readonly #parts: LadderParts;
  readonly #pod: Pod;
  readonly #own: readonly Runner[];
  readonly #found: FoundPlaces;
  readonly #failed = new Map<RungName, string>();
  /** What the operator agreed to: made again without a question once it has ended by its deadline. */
  readonly #agreed = new Map<RungName, string>();
  #generation = 0;
  /** The node from which the pod's network may be entered; undefined where that was found not to do. */
  #node: string | undefined;
  #looked = false;
  #halted: Climb | undefined;
  /** The operator asked for a probe, and no climb has come of it yet: a log-in may ask for a passphrase. */
  #asked = true;
  #climbing: Climbing | undefined;

  constructor(parts: LadderParts, pod: Pod) {
    this.#parts = parts;
    this.#pod = pod;
    this.#found = new FoundPlaces(parts.now, nearEnd(parts.settings));
    const { containers } = pod;
    const named = containers.length === 0 ? [undefined] : containers.slice(0, mostContainers);
    this.#own = named.map((container, index) =>
      this.#container(index === 0 ? 'container' : 'other-container', container),
    );
  }

  runners(): readonly Runner[] {
    return [...this.#own, ...this.#found.live().map(({ runner }) => runner)];
  }

  lose(place: Place): void {
    this.#found.lose(place);
    this.#generation += 1;
  }

  generation(): number {
    return this.#generation;
  }

  renew(): void {
    this.#halted = undefined;
    this.#asked = true;
    this.#looked = false;
    this.#failed.clear();
  }

  async climb(want: ClimbWant, signal: AbortSignal): Promise<Climb> {
    if (signal.aborted) return stopped;
    const climbing = this.#climbing ?? this.#begin(want);
    climbing.waiting += 1;
    let leave = (): void => {};
    const left = new Promise<Climb>((resolve) => {
      leave = () => {
        resolve(stopped);
        climbing.waiting -= 1;
        // Nobody wants it any more: a question that is open is taken back.
        if (climbing.waiting === 0) climbing.controller.abort();
      };
      signal.addEventListener('abort', leave, { once: true });
    });
    const climb = await Promise.race([climbing.promise, left]);
    signal.removeEventListener('abort', leave);
    return climb;
  }

  #begin(want: ClimbWant): Climbing {
    const controller = new AbortController();
    const promise = this.#ascend(want, controller.signal)
      .catch((error: unknown): Climb => {
        if (controller.signal.aborted) return stopped;
        return { climbed: false, sentence: errorWords(error), nextStep: undefined };
      })
      .then((climb) => {
        this.#climbing = undefined;
        this.#asked = false;
        if (climb.climbed) this.#generation += 1;
        return climb;
      });
    this.#climbing = { promise, controller, waiting: 0 };
    return this.#climbing;
  }

  async #ascend(want: ClimbWant, signal: AbortSignal): Promise<Climb> {
    if (this.#halted !== undefined) return this.#halted;
    const pod = await this.#read();
    if (!this.#looked) {
      this.#looked = true;
      if (this.#adopt(pod)) return { climbed: true };
    }
    let declined: LadderFacts['declined'];
    for (;;) {
      signal.throwIfAborted();
      const failed = new Map([...this.#failed, ...this.#found.unfit(want)]);
      this.#node = failed.has('node') ? undefined : pod.node;
      const facts = await ladderFacts(this.#parts, pod, want, failed, declined);
      const step = nextRung(facts);
      if (step.kind === 'stop') return this.#halt(step.sentence, step.nextStep);
      if (step.kind === 'enter') {
        if (await this.#enter(pod, signal)) return { climbed: true };
        continue;
      }
      const wishes = await wishesFor(this.#parts, pod, step.rung, step.via);
      const chosen = await this.#choose(want, step, wishes, signal);
      if (signal.aborted) return stopped;
      if ('sentence' in chosen) {
        declined = chosen;
        continue;
      }
      try {
        const { wish, name } = chosen;
        this.#found.add(await makeHelper(this.#parts, { rung: step.rung, wish, name }, signal));
        this.#agreed.set(step.rung, wish.image);
        return { climbed: true };
      } catch (error) {
        if (signal.aborted) return stopped;
        this.#agreed.delete(step.rung);
        this.#failed.set(step.rung, errorWords(error));
      }
    }
  }

  /** True when programs of the node run in the pod's network; else why not is remembered. */
  async #enter(pod: PodFacts, signal: AbortSignal): Promise<boolean> {
    const entered = await enterFromNode(this.#parts.cluster, pod, !this.#asked, signal);
    if ('why' in entered) {
      this.#failed.set('node', entered.why.replace(/\.$/, ''));
      return false;
    }
    const lasting = { image: undefined, deadline: Number.POSITIVE_INFINITY, isOver: () => false };
    this.#found.add({ rung: 'node', runner: entered, ...lasting });
    return true;
  }

  /** Remembered until the operator asks again: a loop of probes shall not ask the server the same every second. */
  #halt(sentence: string, nextStep: string | undefined): Climb {
    this.#halted = { climbed: false, sentence, nextStep };
    return this.#halted;
  }

  #container(rung: RungName, container: string | undefined): Runner {
    const { namespace, name, uid } = this.#pod;
    const target = { namespace, pod: name, uid, ...(container === undefined ? {} : { container }) };
    return { ...this.#parts.cluster.runner(target), place: containerPlaceOn(rung, this.#pod, container) };
  }

  async #read(): Promise<PodFacts> {
    const { namespace, name, uid } = this.#pod;
    const object = `pod ${namespace}/${name}`;
    const operation = 'read the pod';
    const facts = readPodFacts(
      await this.#parts.cluster.api({ path: podPath({ namespace, pod: name }), operation, object }),
    );
    if (facts?.uid === uid) return facts;
    throw new PlumblineError(`${object} is not there any more`, { kind: 'not-found', operation, object });
  }

  /** Other containers and debug containers that run already; true when there is one that was not known. */
  #adopt(pod: PodFacts): boolean {
    const known = new Set(this.runners().map(({ place }) => place.text));
    const containers = pod.containers.map((container) => ({
      rung: 'other-container' as const,
      runner: this.#container('other-container', container),
      image: undefined,
      deadline: Number.POSITIVE_INFINITY,
      isOver: () => false,
    }));
    const debug = pod.debugContainers
      .filter(({ running }) => running)
      .map(({ name, image, deadline = Number.POSITIVE_INFINITY }) => ({
        rung: 'existing-debug-container' as const,
        runner: {
          ...this.#container('existing-debug-container', name),
          place: debugPlace('existing-debug-container', this.#pod, name),
        },
        image,
        deadline,
        isOver: () => false,
      }));
    const fresh = [...containers, ...debug].filter(({ runner }) => !known.has(runner.place.text));
    this.#found.add(...fresh);
    return fresh.length > 0;
  }

  async #choose(
    want: ClimbWant,
    step: LadderStep & { kind: 'make' },
    wishOf: (image: string) => HelperWish,
    signal: AbortSignal,
  ): Promise<
    { readonly wish: HelperWish; readonly name: string } | { readonly sentence: string; readonly nextStep: string }
  > {
    const name = nameFor(step.rung);
    const agreed = this.#agreed.get(step.rung);
    if (agreed !== undefined && this.#found.ranOut(step.rung)) return { wish: wishOf(agreed), name };
    const choices = step.images.map(({ image, why }): HelperChoice => {
      const { told, commandLine } = planOf({ rung: step.rung, wish: wishOf(image), name }, this.#parts.now());
      return { image, why, told, commandLine };
    });
    const question = helperQuestion({
      want,
      rung: step.rung,
      pod: `pod ${this.#pod.namespace}/${this.#pod.name}`,
      tried: this.runners().map(({ place }) => place),
      passed: step.passed,
      ...(step.rung === 'debug-container' ? { node: this.#node } : {}),
      choices,
    });
    const answer = await this.#parts.ask(question, signal);
    return answer.choice === undefined ? answer : { wish: wishOf(answer.choice.image), name };
  }
}
