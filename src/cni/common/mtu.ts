import type { CniCell, CniFinding, CniHealth } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import type { NetworkDevice } from '../../tools/ip/device.ts';
import type { CniExpectations, Encapsulation } from '../evidence.ts';
import { deviceNamed, rolesOf } from './devices.ts';
import { finding, type Rule, unseen } from './rule.ts';

/** Bytes that travelling in each takes, over IPv4 and over IPv6. */
const overheads: Readonly<Record<Encapsulation, readonly [over4: number, over6: number]>> = {
  vxlan: [50, 70],
  geneve: [50, 70],
  ipip: [20, 40],
  wireguard: [60, 80],
  none: [0, 0],
};

/** The MTUs that pods' packets meet on a node. */
interface Sizes {
  readonly uplink: NetworkDevice | undefined;
  readonly tunnel: NetworkDevice | undefined;
  readonly pods: readonly NetworkDevice[];
}

function sizesOf(facts: NodeFacts, { tunnel, bridge }: CniExpectations): Sizes | undefined {
  const roles = rolesOf(facts);
  if (roles === undefined) return undefined;
  const device = deviceNamed(facts, tunnel?.device);
  const under = deviceNamed(facts, device?.vxlan?.under);
  const [smallest] = roles.uplinks.toSorted((one, other) => (one.mtu ?? Infinity) - (other.mtu ?? Infinity));
  const bridges = roles.bridges.filter(({ name }) => name === bridge);
  const ends = roles.podDevices.filter(({ master }) => bridge === undefined || master === bridge);
  return { uplink: under ?? smallest, tunnel: device, pods: [...bridges, ...ends] };
}

/** Whether what pods send fits through the tunnel, and what the tunnel sends through the uplink. */
export const mtuRule: Rule = ({ record, facts, cluster: { expects } }) => {
  const sizes = sizesOf(facts, expects);
  if (sizes === undefined) return unseen('common/mtu', 'Whether the MTUs fit', facts.devices);
  const { uplink, tunnel, pods } = sizes;
  const from = [facts.devices];
  const found: CniFinding[] = [];
  const nextStep = `Correct the MTU in the CNI's configuration (or of the uplink), restart its pod on ${record.name} and make the pods there anew.`;
  const [over4, over6] = overheads[expects.tunnel?.encapsulation ?? 'none'];
  const overhead = tunnel?.vxlan?.local?.includes(':') === true ? over6 : over4;
  const room = uplink?.mtu === undefined ? undefined : uplink.mtu - overhead;
  if (tunnel?.mtu !== undefined && room !== undefined && tunnel.mtu > room) {
    found.push(
      finding(
        'common/mtu',
        'fault',
        `${tunnel.name} of ${record.name} takes ${tunnel.mtu} bytes, but ${uplink?.name} (MTU ${uplink?.mtu}) leaves ${room} for them: full packets are cut up or lost.`,
        { nextStep, from },
      ),
    );
  }
  const through = tunnel?.mtu ?? (expects.tunnel?.encapsulation === 'none' ? uplink?.mtu : undefined);
  const large = through === undefined ? [] : pods.filter(({ mtu }) => mtu !== undefined && mtu > through);
  const [first] = large;
  if (first !== undefined && through !== undefined) {
    const more = large.length > 1 ? ` and ${large.length - 1} more` : '';
    found.push(
      finding(
        'common/mtu',
        'fault',
        `${first.name}${more} of ${record.name} ${large.length > 1 ? 'take' : 'takes'} ${first.mtu} bytes, but ${tunnel?.name ?? uplink?.name ?? 'the uplink'} only ${through}: full packets of pods do not fit.`,
        { nextStep, from },
      ),
    );
  }
  if (found.length > 0) return found;
  if (through === undefined) return [finding('common/mtu', 'unknown', 'The MTU between nodes is not known.', { from })];
  return [
    finding(
      'common/mtu',
      'ok',
      `Pods’ packets of ${through} bytes fit${uplink?.mtu === undefined ? '' : ` through ${uplink.name} (MTU ${uplink.mtu})`}.`,
      { from },
    ),
  ];
};

/** The size of packets between nodes: of the tunnel, else of the uplink. */
export function mtuCell(
  facts: NodeFacts | undefined,
  expects: CniExpectations,
  findings: readonly CniFinding[],
): CniCell {
  const sizes = facts && sizesOf(facts, expects);
  const mtu =
    sizes?.tunnel?.mtu ??
    (expects.tunnel === undefined || expects.tunnel.encapsulation === 'none' ? sizes?.uplink?.mtu : undefined);
  const own = findings.find(({ id }) => id === 'common/mtu');
  const health: CniHealth = mtu === undefined ? 'unknown' : (own?.health ?? 'unknown');
  return { text: mtu === undefined ? '?' : String(mtu), health };
}

/** The MTUs by which the odd one out is told. */
export function mtuTraits(facts: NodeFacts, expects: CniExpectations): Readonly<Record<string, string>> {
  const sizes = sizesOf(facts, expects);
  if (sizes === undefined) return {};
  const bridge = deviceNamed(facts, expects.bridge);
  const named = [sizes.tunnel, bridge].flatMap((device) =>
    device?.mtu === undefined ? [] : [[`MTU of ${device.name}`, String(device.mtu)] as const],
  );
  const uplink = sizes.uplink?.mtu === undefined ? [] : [['MTU of the uplink', String(sizes.uplink.mtu)] as const];
  return Object.fromEntries([...named, ...uplink]);
}
