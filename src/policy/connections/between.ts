import type { Party } from '../model/party.ts';
import type { Traffic } from '../model/traffic.ts';
import type { FlowVerdict } from '../model/verdict.ts';
import { type ConnectionSet, ConnectionSetBuilder, listedProtocols } from './connection-set.ts';
import type { PortAtoms } from './port-atoms.ts';

/** The verdict for one flow. */
export type Decide = (source: Party, destination: Party, traffic: Traffic) => FlowVerdict;

/** What may pass from one party to another. */
export interface Connections {
  readonly allowed: ConnectionSet;
  readonly undecided: ConnectionSet;
  /** Why what is undecided is: a sentence per reason. */
  readonly reasons: readonly string[];
}

/** All connections that the policies allow between two parties, by asking for one flow of each atom. */
export function connectionsBetween(source: Party, destination: Party, atoms: PortAtoms, decide: Decide): Connections {
  const allowed = new ConnectionSetBuilder();
  const undecided = new ConnectionSetBuilder();
  const reasons = new Set<string>();
  for (const protocol of listedProtocols) {
    for (const range of atoms[protocol]) {
      const verdict = decide(source, destination, { protocol, port: range.from });
      if (verdict.allowed === 'yes') allowed.add(protocol, range);
      if (verdict.allowed !== 'undecidable') continue;
      undecided.add(protocol, range);
      for (const side of [verdict.egress, verdict.ingress])
        if (side.outcome === 'undecidable') reasons.add(side.reason);
    }
  }
  return { allowed: allowed.build(), undecided: undecided.build(), reasons: [...reasons] };
}
