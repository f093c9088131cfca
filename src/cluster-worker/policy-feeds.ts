import type { Freshness } from '../contracts/cluster.ts';
import type { PlumblineError } from '../contracts/errors.ts';
import type { Duration } from '../contracts/time.ts';
import { fieldsOf, textOf } from '../inventory/prune/fields.ts';
import { prunePolicyObject } from '../inventory/prune/policy-object.ts';
import { pause } from '../kube/clock.ts';
import type { WatchSink } from '../kube/watch/sink.ts';
import { startWatcher, type Watcher } from '../kube/watch/watcher.ts';
import { apiVersionOf, type PolicyKind } from '../policy/live/policy-kinds.ts';
import type { FeedOptions } from './resource-feed.ts';
import { discoverPolicyKinds } from './discover-policy-kinds.ts';
import { foreignPolicies } from './foreign-policies.ts';

/** CRDs come with an upgrade of the CNI: asking this often is enough. */
const every: Duration = 300_000;
/** After a failure the answer is wanted sooner: until then it is not known which policies there are. */
const afterFailure: Duration = 15_000;

/** What every feed is made with; which resources there are it finds out itself. */
type PolicyFeedsOptions = Omit<FeedOptions, 'resource'>;

interface Feed {
  readonly kind: PolicyKind;
  readonly watcher: Watcher;
  readonly own: AbortController;
  freshness: Freshness;
}

/**
 * Keeps the policies of every dialect but NetworkPolicy, and what they refer to, in the inventory: one watch for each kind
 * that the server has.
 */
export class PolicyFeeds {
  readonly #options: PolicyFeedsOptions;
  readonly #feeds = new Map<string, Feed>();
  #discovery: Freshness = { state: 'waiting' };
  /** Kinds that are not understood, with why. */
  #foreign: ReadonlyMap<string, string> = new Map();

  constructor(options: PolicyFeedsOptions) {
    this.#options = options;
    void this.#discover();
  }

  /** How true what is known of each kind is, by its name for sentences; first whether it is known which kinds there are. */
  freshness(): ReadonlyMap<string, Freshness> {
    return new Map([
      ['The list of policy APIs', this.#discovery],
      ...[...this.#feeds.values()].map(({ kind, freshness }) => [wordsOf(kind), freshness] as const),
      ...[...this.#foreign].map(([words, sentence]) => [words, { state: 'denied', sentence }] as const),
    ]);
  }

  wake(): void {
    for (const { watcher } of this.#feeds.values()) watcher.wake();
  }

  async #discover(): Promise<void> {
    const { connection, inventory, clock, signal, changed } = this.#options;
    while (!signal.aborted) {
      const discovered = Promise.all([
        discoverPolicyKinds(connection, signal, (groups) => inventory.apiGroups.set(groups)),
        foreignPolicies(connection, signal),
      ]);
      const wait = await discovered.then(
        ([kinds, foreign]) => {
          this.#foreign = foreign;
          this.#discovery = { state: 'live', asOf: clock.now() };
          this.#follow(kinds);
          return every;
        },
        (error: PlumblineError) => {
          const asOf = 'asOf' in this.#discovery ? this.#discovery.asOf : undefined;
          this.#discovery = { state: 'stale', asOf, sentence: error.message };
          return afterFailure;
        },
      );
      if (signal.aborted) return;
      changed();
      await pause(clock, wait, signal);
    }
  }

  #follow(kinds: readonly PolicyKind[]): void {
    const wanted = new Set(kinds.map(wordsOf));
    for (const [words, { kind, own }] of this.#feeds) {
      if (wanted.has(words)) continue;
      own.abort();
      this.#feeds.delete(words);
      this.#options.problem(words, undefined);
      this.#retain(kind, new Set());
    }
    for (const kind of kinds) {
      if (!this.#feeds.has(wordsOf(kind))) this.#feeds.set(wordsOf(kind), this.#start(kind));
    }
  }

  #start(kind: PolicyKind): Feed {
    const { connection, clock, abilities, signal, problem, changed } = this.#options;
    const own = new AbortController();
    const words = wordsOf(kind);
    const feed: Feed = {
      kind,
      own,
      freshness: { state: 'waiting' },
      watcher: startWatcher({
        connection,
        clock,
        abilities,
        target: { words, path: `/apis/${apiVersionOf(kind)}/${kind.plural}` },
        sink: this.#sink(kind, (freshness) => {
          feed.freshness = freshness;
          changed();
        }),
        signal: AbortSignal.any([signal, own.signal]),
        onProblem: (error) => problem(words, error),
      }),
    };
    return feed;
  }

  #sink(kind: PolicyKind, freshness: (freshness: Freshness) => void): WatchSink {
    const { inventory, interner, changed } = this.#options;
    const { policyobjects } = inventory;
    const named = { apiVersion: apiVersionOf(kind), kind: kind.kind };
    let seen: Set<string> | undefined;
    return {
      listing: () => {
        seen = new Set();
      },
      put: (object) => {
        const record = prunePolicyObject(object, named, interner);
        if (record === undefined) return;
        policyobjects.put(record);
        seen?.add(record.uid);
        changed();
      },
      remove: (object) => {
        policyobjects.remove(textOf(fieldsOf(object, 'metadata'), 'uid'));
        changed();
      },
      listed: () => {
        if (seen !== undefined) this.#retain(kind, seen);
        seen = undefined;
      },
      freshness,
    };
  }

  /** Forgets the objects of one kind that are not to be kept. */
  #retain(kind: PolicyKind, keep: ReadonlySet<string>): void {
    const { policyobjects } = this.#options.inventory;
    const apiVersion = apiVersionOf(kind);
    for (const record of [...policyobjects.values()]) {
      if (record.apiVersion === apiVersion && record.objectKind === kind.kind && !keep.has(record.uid))
        policyobjects.remove(record.uid);
    }
    this.#options.changed();
  }
}

/** 'ciliumnetworkpolicies.cilium.io'. */
function wordsOf(kind: PolicyKind): string {
  return `${kind.plural}.${kind.group}`;
}
