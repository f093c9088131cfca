import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ClusterId } from '../../../src/contracts/change.ts';
import type { Json } from '../../../src/contracts/json.ts';
import type { Link, LinkId } from '../../../src/contracts/link.ts';
import type { RecordEntry, Recorder } from '../../../src/contracts/record.ts';
import { type IncidentRecord, openRecord, type RecordOptions } from '../../../src/incident/open-record.ts';

export const cluster = 'b7c0a4b0-30cb-4a54-9d2f-6a5b0e5f9a11' as ClusterId;

/** A state folder of the test's own, removed afterwards. */
export function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens the record and closes it with the test. */
export async function openForTest(folder: string, options: Partial<RecordOptions> = {}): Promise<IncidentRecord> {
  const record = await openRecord({ stateFolder: folder, clusterId: cluster, ...options });
  onTestFinished(() => record.close());
  return record;
}

/** The cluster's folder, its first file, and all names in it. */
export const folderOf = (state: string): string => join(state, 'clusters', cluster);
export const fileOf = (state: string): string => join(folderOf(state), 'record.ndjson');
export const namesIn = (state: string): string[] => readdirSync(folderOf(state)).sort();

/** The lines of a record file as values. */
export function linesOf(path: string): RecordEntry[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordEntry);
}

export const entry = (seq: number, type = 'test/thing', data: Json = seq, wall = seq): RecordEntry => ({
  v: 1,
  seq,
  wall,
  mono: seq,
  type,
  data,
});

/** A recorder that keeps what it gets. */
export function keepingRecorder(): Recorder & { readonly entries: RecordEntry[] } {
  const entries: RecordEntry[] = [];
  return {
    entries,
    append(type, data) {
      entries.push(entry(entries.length + 1, type, data));
    },
  };
}

export const link = (name: string): Link => ({
  id: `link-${name}` as LinkId,
  source: { kind: 'pod', namespace: 'shop', name: 'frontend' },
  destination: { kind: 'service', namespace: 'shop', name },
  protocol: 'TCP',
  port: 8080,
});
