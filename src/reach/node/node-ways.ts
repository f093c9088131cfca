import type { NodeWant } from '../../contracts/node.ts';
import type { RunEnd } from '../../contracts/runner.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import type { Clock } from '../../kube/clock.ts';
import { fullStop } from '../../text/words.ts';
import { nodeNotReached } from './not-reached.ts';
import { SharedAttempts } from './shared-attempts.ts';
import { wantKey } from './want-key.ts';
import type { OpenedWay, RefusedWay, WayToNode } from './way.ts';

/** Who looks in the background does not try again before this time what was refused. */
const refusalHolds: Duration = 30_000;
/** Who asks for a node that was reached by another way than the best has the best tried again after this time. */
const secondBestHolds: Duration = 60_000;

/** What choosing ways needs. */
export interface NodeWaysParts {
  /** In the order in which they are tried. */
  readonly ways: readonly WayToNode[];
  readonly clock: Clock;
}

/** The ways to the nodes of one cluster: chosen once per node and want, chosen again when they no longer lead there. */
export class NodeWays {
  readonly #parts: NodeWaysParts;
  readonly #opened = new Map<string, { readonly way: OpenedWay; readonly best: boolean; readonly at: Instant }>();
  readonly #refused = new Map<string, { readonly error: Error; readonly at: Instant }>();
  readonly #attempts = new SharedAttempts<OpenedWay>();
  #closed = false;

  constructor(parts: NodeWaysParts) {
    this.#parts = parts;
  }

  /** The way to a node. Rejects with a PlumblineError that names every way and why it will not do. */
  async open(node: string, want: NodeWant, signal: AbortSignal): Promise<OpenedWay> {
    const key = wantKey(node, want);
    // What was opened for the operator serves those in the background too, not the other way round: it may be a better one.
    // What was opened for the operator serves those in the background too, not the other way round: it may be a better one.
    const asked = this.#opened.get(wantKey(node, { ...want, background: false }));
    const known = asked?.best === true ? asked : (this.#opened.get(key) ?? asked);
    if (known !== undefined && (known.best || want.background === true || this.#isFresh(known.at, secondBestHolds))) {
      return known.way;
    }
    const refused = this.#refused.get(key);
    if (refused !== undefined && this.#isFresh(refused.at, refusalHolds)) throw refused.error;
    return await this.#attempts.join(key, signal, (shared) => this.#choose(node, want, shared));
  }

  /** A program on the node ended so: where the way itself failed it is chosen anew. */
  ended(node: string, end: RunEnd): void {
    if (end.kind === 'failed' && wayFailures.has(end.error.errorKind)) this.forget(node);
  }

  /** Something about the ways to this node has changed. */
  forget(node: string): void {
    for (const want of everyWant) {
      this.#opened.delete(wantKey(node, want));
      this.#refused.delete(wantKey(node, want));
    }
  }

  /** What was refused may do now, on any node. */
  forgetAll(): void {
    this.#opened.clear();
    this.#refused.clear();
  }

  /** Never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#attempts.abort();
    await Promise.all(this.#parts.ways.flatMap((way) => way.close?.() ?? []));
  }

  #isFresh(at: Instant, holds: Duration): boolean {
    return this.#parts.clock.now() - at < holds;
  }

  async #choose(node: string, want: NodeWant, signal: AbortSignal): Promise<OpenedWay> {
    const refusals: { readonly way: WayToNode; readonly refusal: RefusedWay }[] = [];
    for (const way of this.#parts.ways) {
      const reasons = refusals.map(({ way: { words }, refusal }) => `${capital(words)}: ${fullStop(refusal.refused)}`);
      const opened = await way.open(node, want, signal, reasons);
      signal.throwIfAborted();
      if (!('refused' in opened)) {
        const found = { way: opened, best: refusals.length === 0, at: this.#parts.clock.now() };
        if (!this.#closed) this.#opened.set(wantKey(node, want), found);
        return opened;
      }
      refusals.push({ way, refusal: opened });
    }
    const error = nodeNotReached(
      node,
      refusals.map(({ way: { words }, refusal }) => ({ ...refusal, words: capital(words) })),
    );
    if (want.background === true) this.#refused.set(wantKey(node, want), { error, at: this.#parts.clock.now() });
    throw error;
  }
}

const wayFailures: ReadonlySet<string> = new Set([
  'unreachable',
  'authentication',
  'interrupted',
  'not-found',
  'protocol',
]);

const yesAndNo = [true, false] as const;
const everyWant: readonly NodeWant[] = yesAndNo.flatMap((files) =>
  yesAndNo.flatMap((privileged) => yesAndNo.map((background) => ({ files, privileged, background }))),
);

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
