import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import type { NetworkDevice } from '../../tools/ip/device.ts';
import { deviceNamed, isSwitchedOn } from '../common/devices.ts';
import { finding, unseen } from '../common/rule.ts';
import type { CniNodeRecord } from '../evidence.ts';
import type { NetConf } from './net-conf.ts';
import { tunnelEnds } from './peers.ts';

const id = 'flannel/tunnel';

/** flannel's VXLAN device of a family: 'flannel.1', 'flannel-v6.1'. */
export function tunnelDevice(vni: number, family: 4 | 6 = 4): string {
  return family === 4 ? `flannel.${vni}` : `flannel-v6.${vni}`;
}

/** Whether the VXLAN device is there, switched on, and set as flannel sets it and has told the others. */
export function tunnelFindings(
  record: CniNodeRecord,
  facts: NodeFacts,
  conf: Pick<NetConf, 'vni' | 'port'>,
): readonly CniFinding[] {
  if (!facts.devices.known) return unseen(id, 'flannel’s tunnel device', facts.devices);
  return tunnelEnds(record).flatMap((end) => {
    const name = tunnelDevice(conf.vni, end.family);
    const device = deviceNamed(facts, name);
    const from = [facts.devices];
    const nextStep = `Restart flannel's pod on ${record.name}: it makes the device anew.`;
    const fault = (sentence: string) => finding(id, 'fault', sentence, { nextStep, from });
    if (device === undefined) return [fault(`${record.name} has no ${name}: its pods reach no other node.`)];
    // A VXLAN device never says UP, its state is UNKNOWN: only the flag tells.
    if (!isSwitchedOn(device)) return [fault(`${name} of ${record.name} is down: its pods reach no other node.`)];
    const wrong = wrongSettings(device, conf, end);
    if (wrong.length > 0) return wrong.map((words) => fault(`${name} of ${record.name} ${words}.`));
    return [finding(id, 'ok', `${name} is up and set as flannel sets it.`, { from })];
  });
}

function wrongSettings(
  { vxlan, mac }: NetworkDevice,
  conf: Pick<NetConf, 'vni' | 'port'>,
  end: { readonly mac: string; readonly publicAddress: string },
): readonly string[] {
  const words: string[] = [];
  if (mac !== undefined && mac.toLowerCase() !== end.mac)
    words.push(
      `has the MAC address ${mac}, but the other nodes are told ${end.mac}: they send to one that is not there`,
    );
  if (vxlan === undefined) return words;
  if (vxlan.id !== undefined && vxlan.id !== conf.vni) words.push(`has VXLAN id ${vxlan.id} instead of ${conf.vni}`);
  if (vxlan.port !== undefined && vxlan.port !== conf.port)
    words.push(`uses UDP port ${vxlan.port} instead of ${conf.port}: it does not hear the others`);
  if (vxlan.local !== undefined && !isSameAddress(vxlan.local, end.publicAddress))
    words.push(`sends from ${vxlan.local}, but the other nodes are told ${end.publicAddress}`);
  return words;
}

/** The tunnel device in a word. */
export function tunnelCell(facts: NodeFacts | undefined, findings: readonly CniFinding[]): CniCell {
  if (facts === undefined || !facts.devices.known) return { text: '?', health: 'unknown' };
  const own = findings.filter((one) => one.id === id);
  const [gravest] = own.filter(({ health }) => health !== 'ok');
  if (own.length === 0) return { text: '-', health: 'unknown' };
  if (gravest === undefined) return { text: 'up', health: 'ok' };
  return {
    text: / has no /.test(gravest.sentence) ? 'missing' : / is down/.test(gravest.sentence) ? 'down' : 'wrong',
    health: gravest.health,
  };
}
