import { checklistItems } from '../../checks/index.ts';
import { plumblinePaths } from '../config/paths.ts';
import { currentUser } from '../config/user.ts';
import type { Cluster } from '../contracts/cluster.ts';
import type { Mode } from '../contracts/consent.ts';
import type { Recorder } from '../contracts/record.ts';
import { createIncident } from '../incident/incident.ts';
import { version } from '../version.ts';
import { enterRecord } from './enter-record.ts';

/** Does work that is journaled: in the record of the cluster that is open, or of one not known yet. */
export async function withRecord<Result>(
  cluster: Cluster,
  mode: Mode,
  work: (recorder: Recorder) => Promise<Result>,
): Promise<Result> {
  const { stateFolder } = plumblinePaths(process.env, currentUser());
  const incident = createIncident({ stateFolder, items: checklistItems, version, mode });
  try {
    await enterRecord(cluster, incident);
    return await work(incident.recorder);
  } finally {
    await incident.close();
  }
}
