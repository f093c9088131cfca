import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { addressKey, isSameAddress } from '../../policy/address/same.ts';
import { finding, unseen } from '../common/rule.ts';
import type { CniNodeRecord } from '../evidence.ts';
import type { TunnelEnd } from './peers.ts';
import { tunnelDevice } from './tunnel.ts';

/** What is known of one table's entries for the other nodes' tunnel ends. */
export interface Entries {
  readonly findings: readonly CniFinding[];
  readonly cell: CniCell;
}

/** Whether the forwarding database knows behind which address each peer's tunnel end is. */
export function forwardingEntries(
  record: CniNodeRecord,
  facts: NodeFacts | undefined,
  peers: readonly TunnelEnd[],
  vni: number,
): Entries {
  const id = 'flannel/forwarding-entry';
  const fact = facts?.forwarding;
  if (fact === undefined) return notSeen([]);
  if (!fact.known) return notSeen(unseen(id, 'The forwarding database', fact));
  const entries = grouped(
    fact.value.filter(({ destination }) => destination !== undefined),
    ({ mac }) => mac.toLowerCase(),
  );
  return judged(record, peers, id, 'FDB', [fact], (peer) => {
    const device = tunnelDevice(vni, peer.family);
    const own = (entries.get(peer.mac) ?? []).filter((entry) => entry.device === undefined || entry.device === device);
    if (own.some(({ destination }) => isSameAddress(destination ?? '', peer.publicAddress))) return undefined;
    const [other] = own;
    return other === undefined
      ? `${record.name} has no forwarding entry for ${peer.node} (${peer.mac} at ${peer.publicAddress}) on ${device}: packets to its pods are dropped before they leave`
      : `${record.name} sends what is for ${peer.node} to ${other.destination} instead of ${peer.publicAddress}`;
  });
}

/** Whether the MAC address of each peer's tunnel end is known: nothing answers ARP on flannel's device. */
export function neighbourEntries(
  record: CniNodeRecord,
  facts: NodeFacts | undefined,
  peers: readonly TunnelEnd[],
  vni: number,
): Entries {
  const id = 'flannel/neighbour';
  const fact = facts?.neighbours;
  if (fact === undefined) return notSeen([]);
  if (!fact.known) return notSeen(unseen(id, 'The neighbours', fact));
  const entries = grouped(fact.value, ({ address }) => addressKey(address) ?? address);
  return judged(record, peers, id, 'ARP', [fact], (peer) => {
    const device = tunnelDevice(vni, peer.family);
    const [own] = (entries.get(addressKey(peer.overlayAddress) ?? '') ?? []).filter((entry) => entry.device === device);
    const mac = own?.mac?.toLowerCase();
    if (mac === peer.mac) return undefined;
    return mac === undefined
      ? `${record.name} has no neighbour entry for the tunnel end of ${peer.node} (${peer.overlayAddress}) on ${device}: packets to its pods go nowhere`
      : `${record.name} takes ${mac} for the tunnel end of ${peer.node} (${peer.overlayAddress}), which is ${peer.mac}`;
  });
}

function grouped<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) groups.set(keyOf(entry), [entry]);
    else group.push(entry);
  }
  return groups;
}

function notSeen(findings: readonly CniFinding[]): Entries {
  return { findings, cell: { text: '?', health: 'unknown' } };
}

function judged(
  record: CniNodeRecord,
  peers: readonly TunnelEnd[],
  id: string,
  name: string,
  from: readonly NodeFacts['neighbours' | 'forwarding'][],
  wrong: (peer: TunnelEnd) => string | undefined,
): Entries {
  const nextStep = `Restart flannel's pod on ${record.name}: it writes its entries anew.`;
  const faults = peers.flatMap((peer) => {
    const words = wrong(peer);
    return words === undefined ? [] : [finding(id, 'fault', `${words}.`, { nextStep, from })];
  });
  const cell: CniCell = {
    text: `${peers.length - faults.length}/${peers.length}`,
    health: faults.length > 0 ? 'fault' : 'ok',
  };
  if (faults.length > 0) return { findings: faults, cell };
  return {
    findings:
      peers.length === 0
        ? []
        : [finding(id, 'ok', `${name}: an entry for the tunnel end of each of ${peers.length}.`, { from })],
    cell,
  };
}
