import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileProgram } from '../../src/policy/compile-program.ts';
import { verdictOf } from '../../src/policy/evaluate/verdict.ts';
import { snapshotOfManifests } from '../../src/policy/manifests/snapshot.ts';
import type { Party, PodParty } from '../../src/policy/model/party.ts';
import type { PolicySnapshot } from '../../src/policy/model/snapshot.ts';
import type { Traffic } from '../../src/policy/model/traffic.ts';
import type { FlowVerdict } from '../../src/policy/model/verdict.ts';

/** Names of the cases in a suite's folder. */
export function corpusCases(suite: string): readonly string[] {
  return readdirSync(suite, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** What a file of a suite holds: the caller knows its shape. */
export function readCorpusJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** The snapshot of a case's files together. */
export function corpusSnapshot(folder: string, files: readonly string[]): PolicySnapshot {
  return snapshotOfManifests(files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))).snapshot;
}

/** Verdicts of a snapshot between parties named 'namespace/pod', or given. */
export function corpusVerdicts(
  snapshot: PolicySnapshot,
): (from: Party | string, to: Party | string, traffic: Traffic) => FlowVerdict {
  const program = compileProgram(snapshot);
  const pods = new Map(snapshot.pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  const party = (one: Party | string): Party => (typeof one === 'string' ? found(pods, one) : one);
  return (from, to, traffic) => verdictOf(program, snapshot, { source: party(from), destination: party(to), traffic });
}

function found(pods: ReadonlyMap<string, PodParty>, name: string): PodParty {
  const pod = pods.get(name);
  if (pod === undefined) throw new Error(`the case has no pod ${name}`);
  return pod;
}

/** Counts what a suite expects and what of it was met. */
export class CorpusScore {
  readonly suite: string;
  expected = 0;
  met = 0;

  constructor(suite: string) {
    this.suite = suite;
  }

  count(met: boolean): boolean {
    this.expected += 1;
    if (met) this.met += 1;
    return met;
  }

  print(): void {
    process.stdout.write(`${this.suite}: ${this.met} of ${this.expected}\n`);
  }
}
