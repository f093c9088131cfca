import { parseCidr } from '../../policy/address/parse.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A variable of /run/flannel/subnet.env. */
export interface FlannelVariable {
  readonly name: string;
  readonly value: string;
}

/** What flannel told its CNI plugin on this node (pkg/subnet/subnet.go, WriteSubnetFile). */
export interface FlannelSubnet extends Parsed<FlannelVariable> {
  readonly network: string | undefined;
  readonly subnet: string | undefined;
  readonly ipv6Network: string | undefined;
  readonly ipv6Subnet: string | undefined;
  /** Bytes that pods' devices may send at once. */
  readonly mtu: number | undefined;
  readonly masquerade: boolean | undefined;
}

/** Reads /run/flannel/subnet.env. */
export function parseSubnetEnv(lines: readonly string[]): FlannelSubnet {
  const parsed = parseLines<FlannelVariable>(lines, (line) => {
    const [, name, value = ''] = /^(?:export )?(FLANNEL_\w+)="?([^"]*)"?$/.exec(line.trim()) ?? [];
    return name === undefined ? undefined : { name, value: value.trim() };
  });
  const value = (name: string) => parsed.items.findLast((item) => item.name === name)?.value || undefined;
  const mtu = Number(value('FLANNEL_MTU'));
  const masquerade = value('FLANNEL_IPMASQ');
  return {
    ...parsed,
    network: value('FLANNEL_NETWORK'),
    subnet: value('FLANNEL_SUBNET'),
    ipv6Network: value('FLANNEL_IPV6_NETWORK'),
    ipv6Subnet: value('FLANNEL_IPV6_SUBNET'),
    mtu: Number.isInteger(mtu) ? mtu : undefined,
    masquerade: masquerade === undefined ? undefined : masquerade === 'true',
  };
}

/** Reads a saved subnet.env. */
export const flannelSubnetReader = judgedReader({
  tool: 'flannel-subnet-env',
  about: '/run/flannel/subnet.env',
  parse: parseSubnetEnv,
  summary: ({ network, subnet, ipv6Network, ipv6Subnet, mtu, masquerade }) => ({
    network,
    subnet,
    ipv6Network,
    ipv6Subnet,
    mtu,
    masquerade,
  }),
  meaning: meaningOf,
  failed: (failure) =>
    /No such file or directory/.test(failure)
      ? {
          state: 'fault',
          sentence: 'There is no /run/flannel/subnet.env: flannel has no subnet on this node, new pods get no network',
        }
      : undefined,
});

function meaningOf({ network, subnet, ipv6Network, ipv6Subnet, mtu, masquerade }: FlannelSubnet): Meaning {
  const subnets = [subnet, ipv6Subnet].filter((one) => one !== undefined);
  if (subnets.length === 0) return { state: 'fault', sentence: 'No subnet is named: flannel has none on this node' };
  const outside = [
    [network, subnet],
    [ipv6Network, ipv6Subnet],
  ].flatMap(([whole, part]) =>
    whole === undefined || part === undefined || isInside(part, whole) ? [] : [`${part} is not inside of ${whole}`],
  );
  const facts = [
    `Pods here have addresses of ${subnets.join(' and ')}`,
    mtu === undefined ? 'the MTU is not told' : `MTU ${mtu}`,
    ...(masquerade === false ? ['flannel masquerades nothing (FLANNEL_IPMASQ=false)'] : []),
  ];
  if (outside.length > 0 || mtu === 0) return { state: 'fault', sentence: [...outside, ...facts].join('; ') };
  return { state: mtu === undefined ? 'unknown' : 'ok', sentence: facts.join('; ') };
}

/** Whether a subnet lies inside of a network; true where either cannot be read, for then nothing is known against it. */
function isInside(part: string, whole: string): boolean {
  const outer = parseCidr(whole);
  const inner = parseCidr(part);
  return (
    outer === undefined ||
    inner === undefined ||
    (inner.family === outer.family && inner.from >= outer.from && inner.to <= outer.to)
  );
}
