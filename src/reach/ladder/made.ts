import type { MadeHelper } from '../../contracts/ladder.ts';
import type { Recorder } from '../../contracts/record.ts';
import type { Store } from '../../contracts/store.ts';
import { appendEntry, type EntryData } from '../../incident/entry-types.ts';
import { createStore } from '../../store/create-store.ts';

/** What was made in this session, and how each of it is ended. */
export interface MadeRegistry {
  readonly list: Store<readonly MadeHelper[]>;
  /** Notes a helper before its request is sent; `end` ends it as far as that is possible and tells what stays. */
  add(helper: MadeHelper, end: () => Promise<Pick<MadeHelper, 'state' | 'note'>>): MadeEntry;
  /** Ends the helper of this name, where there is one. */
  end(name: string): Promise<void>;
  /** Ends everything that has not ended yet; at most `patience` milliseconds. */
  endAll(patience: number): Promise<void>;
}

/** One helper in the list. */
export interface MadeEntry {
  /** Told of what became of it. */
  update(change: Partial<Pick<MadeHelper, 'state' | 'note' | 'deadline'>>): void;
  current(): MadeHelper;
  /** It was never made: the server refused it. */
  drop(): void;
  /** Ends it now; once. */
  end(): Promise<void>;
}

const over: ReadonlySet<MadeHelper['state']> = new Set(['ended', 'removed']);

/** Makes an empty list; every change of state goes into the record too. */
export function createMadeRegistry(recorder: Pick<Recorder, 'append'>): MadeRegistry {
  const list = createStore<readonly MadeHelper[]>([]);
  const entries: { readonly name: string; readonly entry: MadeEntry }[] = [];
  return {
    list,
    add(helper, end) {
      let current = helper;
      list.update((all) => [...all, current]);
      appendEntry(recorder, 'helper/made', entryOf(current));
      const update: MadeEntry['update'] = (change) => {
        const next = { ...current, ...change };
        list.update((all) => all.map((one) => (one === current ? next : one)));
        if (next.state !== current.state) appendEntry(recorder, 'helper/changed', entryOf(next));
        current = next;
      };
      let ending: Promise<void> | undefined;
      const entry: MadeEntry = {
        update,
        current: () => current,
        drop: () => list.update((all) => all.filter((one) => one !== current)),
        end() {
          ending ??= over.has(current.state)
            ? Promise.resolve()
            : end().then(update, (error: unknown) =>
                update({ state: 'left', note: error instanceof Error ? error.message : String(error) }),
              );
          return ending;
        },
      };
      entries.push({ name: helper.name, entry });
      return entry;
    },
    async end(name) {
      await entries.find((one) => one.name === name)?.entry.end();
    },
    async endAll(patience) {
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, patience).unref();
      });
      await Promise.race([Promise.all(entries.map(({ entry }) => entry.end())), late]);
    },
  };
}

function entryOf(helper: MadeHelper): EntryData['helper/made'] {
  const { kind, name, namespace, pod, node, image, state, deadline, note } = helper;
  return { kind, name, namespace, pod, image, state, deadline, ...(node && { node }), ...(note && { note }) };
}
