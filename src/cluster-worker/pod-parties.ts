import type { Labels, PodRecord } from '../inventory/records.ts';
import { podParty } from '../policy/live/pod-party.ts';
import type { PodParty } from '../policy/model/party.ts';
import type { Pieces } from '../policy/pieces.ts';

/** Records of pods, and as what policies see each of them, in the same order. */
export interface PodParties {
  readonly records: readonly PodRecord[];
  readonly parties: readonly PodParty[];
}

export const noParties: PodParties = { records: [], parties: [] };

const inPiece = 4000;

/**
 * Makes parties of records. What was made of a record before is taken again: a table keeps its records in the order in which
 * they came, so that both lists can be gone through side by side.
 */
export function* podParties(
  records: readonly PodRecord[],
  namespaces: ReadonlyMap<string, Labels>,
  before: PodParties,
): Pieces<PodParties> {
  const parties: PodParty[] = [];
  let place = 0;
  for (const [index, record] of records.entries()) {
    if (index % inPiece === inPiece - 1) yield;
    while (place < before.records.length && before.records[place]?.uid !== record.uid) place += 1;
    const known = before.records[place] === record ? before.parties[place] : undefined;
    const labels = namespaces.get(record.namespace);
    parties.push(
      known?.namespaceLabels === labels && known !== undefined ? known : podParty(record, labels, undefined),
    );
  }
  return { records, parties };
}
