import type { Endpoint, ResolvedEndpoint } from '../contracts/endpoint.ts';
import { resolveEndpoint } from '../inventory/resolve.ts';
import type { Clock } from '../kube/clock.ts';
import type { ContextSession } from './context-session.ts';
import type { FromWorker } from './protocol.ts';
import { isSettled, needsOf } from './view-needs.ts';

/** Those who want to know whenever an endpoint comes to stand for something else. */
export class FollowerDesk {
  readonly #followers = new Map<number, { readonly endpoint: Endpoint; told: string }>();
  readonly #session: () => ContextSession;
  readonly #clock: Clock;
  readonly #post: (message: FromWorker) => void;

  constructor(session: () => ContextSession, clock: Clock, post: (message: FromWorker) => void) {
    this.#session = session;
    this.#clock = clock;
    this.#post = post;
  }

  add(id: number, endpoint: Endpoint): void {
    this.#followers.set(id, { endpoint, told: '' });
    this.#tell(id);
  }

  remove(id: number): void {
    this.#followers.delete(id);
  }

  /** The cluster changed. */
  changed(): void {
    for (const id of this.#followers.keys()) this.#tell(id);
  }

  #tell(id: number): void {
    const follower = this.#followers.get(id);
    if (follower === undefined) return;
    const resolved = resolveNow(follower.endpoint, this.#session(), this.#clock);
    const { at: _at, ...content } = resolved;
    const told = JSON.stringify(content);
    if (told === follower.told) return;
    follower.told = told;
    this.#post({ type: 'followed', id, resolved });
  }
}

/** What an endpoint stands for with what is known; where what it needs is not known, the problem says that instead. */
export function resolveNow(
  endpoint: Endpoint,
  session: Pick<ContextSession, 'inventory' | 'freshness'>,
  clock: Pick<Clock, 'now'>,
): ResolvedEndpoint {
  const resolved = resolveEndpoint(endpoint, session.inventory, clock.now());
  if (resolved.problem === undefined) return resolved;
  const blocked = needsOf(endpoint.kind).find((resource) => {
    const freshness = session.freshness(resource);
    return freshness.state === 'denied' || !isSettled(freshness);
  });
  if (blocked === undefined || resolved.pod !== undefined) return resolved;
  // A service is known without its slices, but not whether it has backends.
  if (resolved.addresses.length > 0 && blocked !== 'endpointslices') return resolved;
  const freshness = session.freshness(blocked);
  const why = 'sentence' in freshness ? freshness.sentence : `the ${blocked} of the cluster are not read yet`;
  return { ...resolved, problem: why };
}
