import { checklistItems } from '../../../checks/checklist.ts';
import { actions } from '../../../src/actions.ts';
import { type Config, configSchema } from '../../../src/config/schema.ts';
import type { ClusterStatus } from '../../../src/contracts/cluster.ts';
import type { Link } from '../../../src/contracts/link.ts';
import type { RecorderProblem } from '../../../src/contracts/record.ts';
import type { EvidenceShelf, PreviousMeasurement, Session } from '../../../src/contracts/session.ts';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import type { ChecklistEntry } from '../../../src/incident/checklist.ts';
import { createLinkPair } from '../../../src/probes/bench/link-pair.ts';
import { createStore, type WritableStore } from '../../../src/store/create-store.ts';
import { createFakeBench, type FakeBench } from './fake-bench.ts';
import { createFakeCluster, type FakeCluster } from './fake-cluster.ts';
import { createFakeLadder, type FakeLadder } from './fake-ladder.ts';
import { noon } from './fake-rows.ts';

/** A session in memory whose parts a test can set. */
export interface FakeSession extends Session {
  readonly cluster: FakeCluster;
  readonly bench: FakeBench;
  /** The second link's bench until the two are exchanged. */
  readonly beside: FakeBench;
  readonly entries: WritableStore<readonly ChecklistEntry[]>;
  readonly recent: WritableStore<readonly Link[]>;
  readonly previous: WritableStore<readonly PreviousMeasurement[]>;
  readonly recordProblem: WritableStore<RecorderProblem | undefined>;
  readonly evidence: EvidenceShelf;
  readonly ladder: FakeLadder;
}

/** Makes a session; `config` as the config file would have it. */
export function createFakeSession(config?: unknown, status?: ClusterStatus): FakeSession {
  const entries = createStore<readonly ChecklistEntry[]>(
    checklistItems.map((item) => ({ item, mark: 'open', note: '', changedAt: undefined })),
  );
  const recent = createStore<readonly Link[]>([]);
  const edit = (id: string, change: Partial<ChecklistEntry>): void =>
    entries.update((all) =>
      all.map((entry) => (entry.item.id === id ? { ...entry, ...change, changedAt: noon } : entry)),
    );
  const parsed: Config = configSchema.parse(config);
  const bench = createFakeBench();
  const beside = createFakeBench();
  const pair = createLinkPair([bench, beside]);
  return {
    cluster: createFakeCluster(status),
    bench: { ...pair.first, store: bench.store, calls: bench.calls },
    beside,
    links: pair,
    ladder: createFakeLadder(),
    entries,
    recent,
    checklist: {
      getSnapshot: entries.getSnapshot,
      subscribe: entries.subscribe,
      mark: (id, mark) => edit(id, { mark }),
      note: (id, note) => edit(id, { note }),
    },
    evidence: createEvidenceShelf(),
    recentLinks: {
      getSnapshot: recent.getSnapshot,
      subscribe: recent.subscribe,
      add: (link) => recent.update((all) => [link, ...all.filter((one) => one.id !== link.id)]),
    },
    previous: createStore<readonly PreviousMeasurement[]>([]),
    recordProblem: createStore<RecorderProblem | undefined>(undefined),
    recorder: { append: () => {} },
    config: parsed,
    mode: 'observe',
    actions,
    version: 'plumbline 0.0.0-test',
    demo: undefined,
    close: async () => {},
  };
}
