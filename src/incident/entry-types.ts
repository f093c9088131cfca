import * as z from 'zod';
import type { Mode } from '../contracts/consent.ts';
import type { Endpoint } from '../contracts/endpoint.ts';
import type { Json } from '../contracts/json.ts';
import type { HelperKind } from '../contracts/ladder.ts';
import type { Link, LinkId } from '../contracts/link.ts';
import type { ProbeSummaryData, RecordEntry, Recorder } from '../contracts/record.ts';
import type { ChecklistMark } from './checklist.ts';

const namespaced = { namespace: z.string(), name: z.string() };

const endpoint: z.ZodType<Endpoint> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pod'), ...namespaced, uid: z.string().exactOptional() }),
  z.object({
    kind: z.literal('workload'),
    workload: z.enum(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job']),
    ...namespaced,
  }),
  z.object({ kind: z.literal('service'), ...namespaced }),
  z.object({ kind: z.literal('node'), name: z.string() }),
  z.object({ kind: z.literal('ip'), address: z.string() }),
  z.object({ kind: z.literal('host'), name: z.string() }),
]);

const link: z.ZodType<Link> = z.object({
  id: z.string().transform((id) => id as LinkId),
  source: endpoint,
  destination: endpoint,
  protocol: z.enum(['TCP', 'UDP', 'SCTP']),
  port: z.union([z.number(), z.string()]).exactOptional(),
});

const probeSummary: z.ZodType<ProbeSummaryData> = z.object({
  link,
  probe: z.enum(['connect', 'latency', 'bandwidth', 'dns', 'path-mtu']),
  at: z.number(),
  sentence: z.string(),
  result: z.json(),
});

/** A helper that was made in the cluster, as the record keeps it. */
export interface HelperEntry {
  readonly kind: HelperKind;
  readonly name: string;
  readonly namespace: string;
  readonly pod: string;
  readonly node?: string;
  readonly image: string;
  readonly state: 'starting' | 'running' | 'ended' | 'removed' | 'left';
  readonly deadline: number;
  readonly note?: string;
}

const helper: z.ZodType<HelperEntry> = z.object({
  kind: z.enum(['debug-container', 'probe-pod', 'node-debug-pod']),
  ...namespaced,
  pod: z.string(),
  node: z.string().exactOptional(),
  image: z.string(),
  state: z.enum(['starting', 'running', 'ended', 'removed', 'left']),
  deadline: z.number(),
  note: z.string().exactOptional(),
});

/**
 * The data of every type of entry that this version reads back; the comment names the one owner that writes it. Entries of
 * other types, or of these types in another shape, stay in the record untouched and are passed over.
 */
export interface EntryData {
  /** src/incident: a session opened the record. */
  'session/started': {
    readonly version: string;
    readonly context: string;
    readonly mode: Mode;
    readonly demo?: string;
    readonly pid: number;
  };
  /** src/incident: the session ended by itself; a session without it was killed. */
  'session/ended': Record<string, never>;
  /** src/incident: something was put in order when the record was opened. */
  'record/recovered': { readonly sentence: string };
  /** src/incident: in the record of clusters not known yet, that everything before is in this cluster's record now. */
  'record/moved': { readonly cluster: string };
  /** src/incident/recent-links: the operator chose this link. */
  'link/chosen': Link;
  /** src/probes: what a probe measured, when it ended and now and then while it runs. */
  'probe/summary': ProbeSummaryData;
  /** src/reach/ladder: something was made in the cluster. */
  'helper/made': HelperEntry;
  /** src/reach/ladder: what became of it. */
  'helper/changed': HelperEntry;
  /** src/incident/checklist. */
  'checklist/marked': { readonly item: string; readonly mark: ChecklistMark };
  /** src/incident/checklist; an empty text removes the note. */
  'checklist/noted': { readonly item: string; readonly text: string };
}

export type EntryType = keyof EntryData;

const schemas: { readonly [Type in EntryType]: z.ZodType<EntryData[Type]> } = {
  'session/started': z.object({
    version: z.string(),
    context: z.string(),
    mode: z.enum(['observe', 'probe', 'write']),
    demo: z.string().exactOptional(),
    pid: z.number(),
  }),
  'session/ended': z.record(z.string(), z.never()),
  'record/recovered': z.object({ sentence: z.string() }),
  'record/moved': z.object({ cluster: z.string() }),
  'link/chosen': link,
  'probe/summary': probeSummary,
  'helper/made': helper,
  'helper/changed': helper,
  'checklist/marked': z.object({ item: z.string(), mark: z.enum(['open', 'done', 'not-applicable']) }),
  'checklist/noted': z.object({ item: z.string(), text: z.string() }),
};

/** The data of `entry` when it is of this type and has its shape; undefined otherwise. */
export function readEntry<Type extends EntryType>(type: Type, entry: RecordEntry): EntryData[Type] | undefined {
  if (entry.type !== type) return undefined;
  const read = schemas[type].safeParse(entry.data);
  return read.success ? read.data : undefined;
}

/** Appends an entry of a known type; `data` must have that type's shape. */
export function appendEntry<Type extends EntryType>(recorder: Recorder, type: Type, data: EntryData[Type]): void {
  recorder.append(type, toJson(data));
}

/** The value as JSON keeps it: undefined fields left out, NaN and infinities as null. */
function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
