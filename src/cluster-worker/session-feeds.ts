import type { Freshness, ResourceName } from '../contracts/cluster.ts';
import type { Instant } from '../contracts/time.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { createInterner } from '../inventory/prune/intern.ts';
import type { SavedNodes } from '../inventory/saved-nodes.ts';
import { type WatchedResource, watchedResources } from '../kube/watch/resources.ts';
import { feedConfigMaps } from './configmap-feed.ts';
import { watchHeartbeat } from './heartbeat.ts';
import { fullStop } from '../text/words.ts';
import { PolicyFeeds } from './policy-feeds.ts';
import { type FeedOptions, ResourceFeed } from './resource-feed.ts';

/** Cluster-wide reading may be forbidden while namespaces can be listed; so many of them are tried one by one. */
const namespacesTried = 50;

/** What the feeds of a context are made with, once its connection is open. */
interface FeedParts extends Pick<FeedOptions, 'connection' | 'clock' | 'signal' | 'changed' | 'problem'> {
  /** The server is heard again: watches that hung with it may be dead for good. */
  readonly revived: () => void;
}

/** Everything that is read of one context and kept true in its inventory, and how true that is. */
export class SessionFeeds {
  readonly #inventory: Inventory;
  readonly #home: () => string;
  readonly #resources = new Map<WatchedResource, ResourceFeed>();
  #configmaps: Freshness = { state: 'waiting' };
  #policies: PolicyFeeds | undefined;
  /** Namespaces that were asked about by name; where the whole cluster may not be listed they are tried too. */
  readonly #askedAbout = new Set<string>();
  #namespacesVersion = -1;
  /** From when saved nodes are, where they stand in for those that the API server has not told. */
  #nodesSavedAt: Instant | undefined;
  /** Set while the server gives no sign of life: whatever calls itself live is as old as the last one. */
  #unheard: Extract<Freshness, { state: 'stale' }> | undefined;

  /** `home` is the namespace that a name without one lies in. */
  constructor(inventory: Inventory, home: () => string) {
    this.#inventory = inventory;
    this.#home = home;
  }

  /** The connection is open: everything is asked for, until the signal aborts. */
  start(parts: FeedParts): void {
    const { connection, clock, signal, changed } = parts;
    const inventory = this.#inventory;
    const interner = createInterner();
    const options = { ...parts, inventory, interner, abilities: { streamingList: undefined } };
    for (const resource of watchedResources) this.#resources.set(resource, new ResourceFeed({ ...options, resource }));
    this.#policies = new PolicyFeeds(options);
    this.#tellNamespaces();
    void feedConfigMaps({
      connection,
      inventory,
      interner,
      clock,
      signal,
      freshness: (freshness) => {
        this.#configmaps = freshness;
        changed();
      },
    });
    this.#listenForLife(parts);
  }

  /** Puts saved nodes in the place of those that the API server does not tell; it replaces them when it does. */
  rememberNodes({ asOf, nodes }: SavedNodes): void {
    if (this.#inventory.nodes.size > 0) return;
    this.#nodesSavedAt = asOf;
    for (const node of nodes) this.#inventory.nodes.put(node);
  }

  freshness(resource: ResourceName): Freshness {
    const known = resource === 'configmaps' ? this.#configmaps : this.#resources.get(resource)?.freshness;
    return this.#heard(this.#asSaved(resource, known ?? { state: 'waiting' }));
  }

  /** How true what is known of one namespace is. */
  freshnessIn(resource: WatchedResource, namespace: string): Freshness {
    return this.#heard(this.#resources.get(resource)?.freshnessIn(namespace) ?? { state: 'waiting' });
  }

  /** How true what is known of the policies of other dialects is, by kind; empty until the connection is open. */
  policyFreshness(): ReadonlyMap<string, Freshness> {
    const known = this.#policies?.freshness() ?? new Map<string, Freshness>();
    return new Map([...known].map(([kind, freshness]) => [kind, this.#heard(freshness)]));
  }

  /** The namespaces whose pods are shown one by one, or undefined while the whole cluster is. */
  get restrictedTo(): readonly string[] | undefined {
    return this.#resources.get('pods')?.restrictedTo;
  }

  /** No resource has been answered for in any way yet. */
  get silent(): boolean {
    return [...this.#resources.values()].every((feed) => feed.freshness.state === 'waiting');
  }

  /** A name in this namespace is wanted: it is read too where the whole cluster may not be. */
  lookInto(namespace: string): void {
    if (this.#askedAbout.has(namespace)) return;
    this.#askedAbout.add(namespace);
    this.#tellNamespaces();
  }

  /** Called now and then with what has changed: tells the feeds of namespaces that came and went. */
  settle(): void {
    const { namespaces } = this.#inventory;
    if (this.#resources.size === 0 || namespaces.version === this.#namespacesVersion) return;
    this.#namespacesVersion = namespaces.version;
    this.#tellNamespaces();
  }

  /** What waits before it tries again tries at once. */
  wake(): void {
    for (const feed of this.#resources.values()) feed.wake();
    this.#policies?.wake();
  }

  #asSaved(resource: ResourceName, freshness: Freshness): Freshness {
    const asOf = this.#nodesSavedAt;
    if (resource !== 'nodes' || asOf === undefined) return freshness;
    if (freshness.state === 'waiting') {
      return {
        state: 'stale',
        asOf,
        sentence: 'The API server has not answered; the nodes are those that were saved.',
      };
    }
    if (freshness.state !== 'stale' || freshness.asOf !== undefined) return freshness;
    return { state: 'stale', asOf, sentence: `${fullStop(freshness.sentence)} The nodes are those that were saved.` };
  }

  #heard(freshness: Freshness): Freshness {
    return freshness.state === 'live' ? (this.#unheard ?? freshness) : freshness;
  }

  #listenForLife({ connection, clock, signal, changed, problem, revived }: FeedParts): void {
    void watchHeartbeat({
      connection,
      clock,
      signal,
      heard: () => {
        if (this.#unheard === undefined) return;
        this.#unheard = undefined;
        problem('heartbeat', undefined);
        revived();
        changed();
      },
      lost: (since, why) => {
        this.#unheard = { state: 'stale', asOf: since, sentence: why.message };
        problem('heartbeat', why);
        changed();
      },
    });
  }

  #tellNamespaces(): void {
    const listed = [...this.#inventory.namespaces.values()].map((namespace) => namespace.name).sort();
    const wanted = [...new Set([this.#home(), ...this.#askedAbout, ...listed])].slice(0, namespacesTried);
    for (const feed of this.#resources.values()) feed.setNamespaces(wanted);
  }
}
