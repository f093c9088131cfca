import type { Cluster } from '../../contracts/cluster.ts';
import { readManifestFiles } from '../../policy/manifests/read-files.ts';
import { type ManifestReading, snapshotOfManifests } from '../../policy/manifests/snapshot.ts';

/** How long a command waits until everything that verdicts rest on has been read. */
const patience = 60_000;

/** Where the objects are to come from. */
export interface SnapshotSource {
  /** Files and folders; none: the cluster. */
  readonly manifests: readonly string[];
  readonly namespace: string | undefined;
  /** Whose way of enforcing files are judged by; a cluster has its own. */
  readonly cni?: string | undefined;
  readonly openCluster: () => Cluster;
  readonly standardInput: () => Promise<string>;
}

/** Reads everything that verdicts are made of, from files or once from the cluster. Throws typed errors. */
export async function openSnapshot(source: SnapshotSource): Promise<ManifestReading> {
  if (source.manifests.length > 0) {
    const texts = await readManifestFiles(source.manifests, source.standardInput);
    return snapshotOfManifests(texts, source.namespace, source.cni);
  }
  const cluster = source.openCluster();
  try {
    const snapshot = await cluster.policies.snapshot(patience);
    return { snapshot, remarks: [...snapshot.missing, ...(snapshot.unseen ?? [])] };
  } finally {
    await cluster.close();
  }
}
