import type { Cluster } from '../contracts/cluster.ts';
import type { createIncident } from '../incident/incident.ts';
import { waitUntil } from '../store/wait-until.ts';

/** The cluster tells who it is within this time, or the work is recorded as that on one not known yet. */
const identityPatience = 5_000;

/** Opens the record of the cluster that a command works on. */
export async function enterRecord(cluster: Cluster, incident: ReturnType<typeof createIncident>): Promise<void> {
  const { clusterId, context } = await waitUntil(
    cluster.status,
    (status) => status.clusterId !== undefined || status.phase === 'failing',
    identityPatience,
  );
  if (clusterId !== undefined) await incident.enter(clusterId, context);
}
