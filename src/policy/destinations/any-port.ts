import { type Connections, connectionsBetween } from '../connections/between.ts';
import { listedProtocols } from '../connections/connection-set.ts';
import { portAtomsOf } from '../connections/port-atoms.ts';
import { verdictOf } from '../evaluate/verdict.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Flow, FlowVerdict } from '../model/verdict.ts';

const none = { SCTP: [], TCP: [], UDP: [] } as const;

/**
 * The verdict where no port was asked for: allowed if both sides allow some port of the protocol, and the same one. The verdict
 * is that of one such flow, or else of one that cannot be decided, or of any.
 */
export function anyPortVerdict(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  flow: Flow,
): { readonly verdict: FlowVerdict; readonly connections: Connections } {
  const { source, destination } = flow;
  const protocol = listedProtocols.find((one) => one === flow.traffic.protocol);
  const atoms = portAtomsOf(program)(destination);
  const verdicts: FlowVerdict[] = [];
  const connections = connectionsBetween(
    source,
    destination,
    protocol === undefined ? none : { ...none, [protocol]: atoms[protocol] },
    (_source, _destination, traffic) => {
      const verdict = verdictOf(program, snapshot, { ...flow, traffic });
      verdicts.push(verdict);
      return verdict;
    },
  );
  const verdict =
    verdicts.find(({ allowed }) => allowed === 'yes') ??
    verdicts.find(({ allowed }) => allowed === 'undecidable') ??
    verdicts[0] ??
    verdictOf(program, snapshot, flow);
  return { verdict, connections };
}
