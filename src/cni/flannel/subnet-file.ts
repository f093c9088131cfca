import type { CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { isWithinCidr } from '../../policy/address/within.ts';
import { deviceNamed } from '../common/devices.ts';
import { finding, unseen } from '../common/rule.ts';
import type { CniNodeRecord } from '../evidence.ts';
import type { NetConf } from './net-conf.ts';

const id = 'flannel/subnet-file';

/** Whether /run/flannel/subnet.env, by which the CNI plugin gives pods their addresses, says what the node was given. */
export function subnetFindings(
  record: CniNodeRecord,
  facts: NodeFacts,
  conf: Partial<Pick<NetConf, 'network'>>,
  tunnel: string | undefined,
): readonly CniFinding[] {
  const { flannelSubnet } = facts;
  // The file is the node's own: from a container it may well not be seen.
  if (!flannelSubnet.known)
    return facts.way.sees === 'host' ? unseen(id, '/run/flannel/subnet.env', flannelSubnet) : [];
  const value = (name: string) => flannelSubnet.value[`FLANNEL_${name}`] || undefined;
  const from = [flannelSubnet];
  const nextStep = `Restart flannel's pod on ${record.name}: it writes the file anew. Pods that are there keep what they have until they are made anew.`;
  const subnets = [value('SUBNET'), value('IPV6_SUBNET')].filter((one) => one !== undefined);
  if (subnets.length === 0) {
    return [
      finding(
        id,
        'fault',
        `There is no subnet for ${record.name} in /run/flannel/subnet.env: new pods there get no network.`,
        {
          nextStep: `See the log of flannel's pod on ${record.name}.`,
          from,
        },
      ),
    ];
  }
  const wrong = subnets
    .filter((subnet) => record.podCidrs.length > 0 && !record.podCidrs.some((cidr) => isWithinCidr(subnet, cidr)))
    .map((subnet) => `gives pods addresses of ${subnet}, which is not of its podCIDR ${record.podCidrs.join(', ')}`);
  const network = value('NETWORK');
  if (network !== undefined && conf.network !== undefined && !isWithinCidr(network, conf.network))
    wrong.push(`was written for network ${network}, but net-conf.json says ${conf.network}`);
  const mtu = Number(value('MTU'));
  const device = deviceNamed(facts, tunnel);
  if (device?.mtu !== undefined && mtu > device.mtu)
    wrong.push(`gives pods an MTU of ${mtu}, but ${device.name} takes ${device.mtu}`);
  if (wrong.length > 0)
    return wrong.map((words) =>
      finding(id, 'fault', `flannel on ${record.name} ${words}.`, { nextStep, from: [...from, facts.devices] }),
    );
  const masquerade = value('IPMASQ') === 'false' ? '; it masquerades nothing' : '';
  return [
    finding(
      id,
      'ok',
      `Pods get addresses of ${subnets.join(' and ')}${Number.isInteger(mtu) ? `, MTU ${mtu}` : ''}${masquerade}.`,
      { from },
    ),
  ];
}

/** Whether the bridge of the pods has an address of the node's podCIDR: one of another keeps the plugin from adding pods. */
export function bridgeAddressFindings(
  record: CniNodeRecord,
  facts: NodeFacts,
  name: string | undefined,
): readonly CniFinding[] {
  const bridge = deviceNamed(facts, name);
  const global = bridge?.addresses.filter((address) => !/^fe80:/i.test(address)) ?? [];
  if (bridge === undefined || global.length === 0 || record.podCidrs.length === 0) return [];
  if (global.some((address) => record.podCidrs.some((cidr) => isWithinCidr(address.replace(/\/\d+$/, ''), cidr))))
    return [];
  return [
    finding(
      'flannel/bridge-address',
      'fault',
      `${bridge.name} of ${record.name} has ${global.join(', ')}, not an address of its podCIDR ${record.podCidrs.join(', ')}: no pod can be added.`,
      {
        nextStep: `Drain ${record.name}, ip link delete ${bridge.name}; the next pod makes it anew.`,
        from: [facts.devices],
      },
    ),
  ];
}
