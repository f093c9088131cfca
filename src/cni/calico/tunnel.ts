import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import { deviceNamed, isSwitchedOn } from '../common/devices.ts';
import { finding, unseen } from '../common/rule.ts';
import { type CniNodeRecord, gravity } from '../evidence.ts';
import { calicoTunnelDevice, calicoTunnelEnds, type CalicoTunnelEnd } from './tunnel-ends.ts';

/** vxlan.calico on a node, and its entries for the other nodes' ends: what is wrong, and one cell for all of it. */
export function judgeTunnel(
  record: CniNodeRecord,
  facts: NodeFacts | undefined,
  peers: readonly CniNodeRecord[],
): { readonly cell: CniCell; readonly findings: readonly CniFinding[] } {
  const ends = peers.flatMap(calicoTunnelEnds);
  if (facts === undefined) return { cell: { text: '?', health: 'unknown' }, findings: [] };
  const own = deviceFindings(record, facts);
  // What the kernel's tables hold says nothing of a device that eBPF tells where to send each packet.
  const byKernel = !facts.devices.known || deviceNamed(facts, calicoTunnelDevice(4))?.vxlan?.id !== undefined;
  const wrong = byKernel ? ends.map((end) => ({ end, found: entryFindings(record, facts, end) })) : [];
  const findings = [...own, ...wrong.flatMap(({ found }) => found)];
  const unknown = [
    ...(facts.forwarding.known ? [] : unseen('calico/forwarding-entry', 'The forwarding database', facts.forwarding)),
    ...(facts.neighbours.known ? [] : unseen('calico/neighbour', 'The neighbours', facts.neighbours)),
  ];
  const all = byKernel ? [...findings, ...unknown] : findings;
  const [gravest] = all.toSorted((one, other) => gravity[one.health] - gravity[other.health]);
  const good = wrong.filter(({ found }) => found.length === 0).length;
  const seen = byKernel && unknown.length === 0;
  const text = own.some(({ health }) => health === 'fault') ? 'wrong' : seen ? `${good}/${ends.length}` : '?';
  if (gravest === undefined && seen && ends.length > 0)
    return {
      cell: { text, health: 'ok' },
      findings: [
        finding(
          'calico/tunnel',
          'ok',
          `vxlan.calico is up and knows the tunnel end of each other node (${ends.length}).`,
          {
            from: [facts.devices, facts.forwarding, facts.neighbours],
          },
        ),
      ],
    };
  return { cell: { text, health: gravest?.health ?? 'unknown' }, findings: all };
}

function deviceFindings(record: CniNodeRecord, facts: NodeFacts): readonly CniFinding[] {
  const id = 'calico/tunnel';
  const from = [facts.devices];
  if (!facts.devices.known) return unseen(id, 'vxlan.calico', facts.devices);
  const nextStep = `Look at the log of calico-node on ${record.name}: Felix makes the device.`;
  return calicoTunnelEnds(record).flatMap(({ family, mac, publicAddress, overlayAddress }) => {
    const name = calicoTunnelDevice(family);
    const device = deviceNamed(facts, name);
    const fault = (sentence: string) => [finding(id, 'fault', sentence, { nextStep, from })];
    if (device === undefined) return fault(`${record.name} has no ${name}: its pods reach no other node over VXLAN.`);
    if (!isSwitchedOn(device))
      return fault(`${name} of ${record.name} is down: its pods reach no other node over VXLAN.`);
    if (device.mac !== undefined && device.mac.toLowerCase() !== mac)
      return fault(`${name} of ${record.name} has the MAC address ${device.mac}, and the other nodes send to ${mac}.`);
    const local = device.vxlan?.local;
    if (local !== undefined && !isSameAddress(local, publicAddress))
      return fault(`${name} of ${record.name} sends from ${local}, and Calico tells the other nodes ${publicAddress}.`);
    const addresses = device.addresses.map((one) => one.replace(/\/\d+$/, ''));
    if (addresses.length > 0 && !addresses.some((one) => isSameAddress(one, overlayAddress)))
      return fault(
        `${name} of ${record.name} has the address ${addresses.join(', ')} and not ${overlayAddress}, which the other nodes know.`,
      );
    return [];
  });
}

function entryFindings(record: CniNodeRecord, facts: NodeFacts, end: CalicoTunnelEnd): readonly CniFinding[] {
  const { node, family, mac, publicAddress, overlayAddress } = end;
  const device = calicoTunnelDevice(family);
  const { forwarding, neighbours } = facts;
  const nextStep = `Restart calico-node on ${record.name}: Felix writes its entries anew.`;
  const fault = (id: string, sentence: string, from: typeof forwarding | typeof neighbours) => [
    finding(id, 'fault', sentence, { nextStep, from: [from] }),
  ];
  return [
    ...(forwarding.known ? forwardingOf(forwarding.value) : []),
    ...(neighbours.known ? neighbourOf(neighbours.value) : []),
  ];

  function forwardingOf(entries: Extract<typeof forwarding, { known: true }>['value']): readonly CniFinding[] {
    const own = entries.filter(
      (entry) =>
        entry.mac.toLowerCase() === mac && entry.destination !== undefined && (entry.device ?? device) === device,
    );
    if (own.some(({ destination }) => isSameAddress(destination ?? '', publicAddress))) return [];
    const [other] = own;
    return fault(
      'calico/forwarding-entry',
      other === undefined
        ? `${record.name} has no forwarding entry for ${node} (${mac} at ${publicAddress}) on ${device}: packets to its pods are dropped before they leave.`
        : `${record.name} sends what is for ${node} to ${other.destination} instead of ${publicAddress}.`,
      forwarding,
    );
  }

  function neighbourOf(entries: Extract<typeof neighbours, { known: true }>['value']): readonly CniFinding[] {
    const found = entries.find((entry) => entry.device === device && isSameAddress(entry.address, overlayAddress))?.mac;
    if (found?.toLowerCase() === mac) return [];
    return fault(
      'calico/neighbour',
      found === undefined
        ? `${record.name} has no neighbour entry for the tunnel end of ${node} (${overlayAddress}) on ${device}: packets to its pods go nowhere.`
        : `${record.name} takes ${found} for the tunnel end of ${node} (${overlayAddress}), which is ${mac}.`,
      neighbours,
    );
  }
}
