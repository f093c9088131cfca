import type { CniSummary } from '../../cni/summary.ts';
import type { Party } from './link-parties.ts';

/** More addresses than this make a filter that nobody reads. */
const mostAddresses = 6;

/** What the proposed filter is made of. */
export interface FilterParts {
  readonly source: Party;
  readonly destination: Party;
  /** 'TCP', 'UDP', 'SCTP' with the ports that its packets may name: the service's and its backends'. */
  readonly protocol: string;
  readonly ports: readonly number[];
}

/**
 * The filter for a link (pcap-filter(7)): its packets, and what ICMP says to the source. `and` and `or` bind equally
 * there, so everything is in parentheses. The way that commands and their output take to a node is left out.
 */
export function linkFilter({ source, destination, protocol, ports }: FilterParts): string {
  const hosts = [addressesClause(source), addressesClause(destination)].filter((clause) => clause !== undefined);
  const name = protocol.toLowerCase();
  const port = ports.length === 0 ? [] : [anyOf(ports.map((one) => `${name} port ${one}`))];
  const ownWay =
    ports.length === 0 && source.pods.length === 0 && destination.pods.length === 0 ? ['not tcp port 22'] : [];
  const link = [...hosts, ...port, ...ownWay];
  if (link.length === 0) return '';
  const [told] = hosts;
  if (told === undefined || ports.length === 0) return link.join(' and ');
  return `(${link.join(' and ')}) or ((icmp or icmp6) and ${told})`;
}

/** For a node's device without a link: everything but the way by which commands and their output come and go. */
export const transportFilter = 'not (tcp port 22 or tcp port 10250)';

function addressesClause({ addresses }: Party): string | undefined {
  if (addresses.length === 0 || addresses.length > mostAddresses) return undefined;
  return anyOf(addresses.map((address) => `host ${address}`));
}

function anyOf(clauses: readonly string[]): string {
  return clauses.length === 1 ? (clauses[0] ?? '') : `(${clauses.join(' or ')})`;
}

/**
 * What lets the link's packets through where they are inside a tunnel. pcap-filter does not look into tunnels; where the
 * inner packet's addresses lie is known all the same, for IPv4 in IPv4 without options. Elsewhere the whole tunnel
 * passes, and what is none of the link's is left out once it is decoded.
 */
export function tunnelFilter(
  { source, destination }: Pick<FilterParts, 'source' | 'destination'>,
  cni: CniSummary | undefined,
): string {
  const vxlan = vxlanPortsOf(cni).map((port) => `(udp port ${port}${innerClause(source, destination, 'udp', 42)})`);
  const ipip = `(ip proto 4${innerClause(source, destination, 'ip', 32)})`;
  const geneve = 'udp port 6081';
  const backend = cni?.backend?.toLowerCase() ?? '';
  if (/vxlan/.test(backend)) return vxlan.join(' or ');
  if (/ipip/.test(backend)) return ipip;
  if (/geneve/.test(backend)) return geneve;
  if (/host-gw|native|routing|bgp|none|direct/.test(backend)) return '';
  return [...vxlan, ipip, geneve].join(' or ');
}

/** 8472 is Linux' old default, which flannel and Cilium have kept; Calico has IANA's. */
function vxlanPortsOf(cni: CniSummary | undefined): readonly number[] {
  if (cni?.name === 'calico') return [4789];
  return cni?.name === 'flannel' || cni?.name === 'cilium' || cni?.name === 'canal' ? [8472] : [8472, 4789];
}

function innerClause(source: Party, destination: Party, protocol: 'udp' | 'ip', at: number): string {
  const [from, to] = [numbersOf(source), numbersOf(destination)];
  // Packets of nodes go into a tunnel under the address of its device, which is not known here.
  const only = from.length > 0 && to.length > 0 ? undefined : [...from, ...to];
  const is = (offset: number, values: readonly string[]) =>
    anyOf(values.map((value) => `${protocol}[${offset}:4] = ${value}`));
  if (only !== undefined) return only.length === 0 ? '' : ` and (${is(at, only)} or ${is(at + 4, only)})`;
  const both = `(${is(at, from)} and ${is(at + 4, to)}) or (${is(at, to)} and ${is(at + 4, from)})`;
  // Errors come from any router there is.
  return ` and (${both} or (${protocol}[${at - 3}:1] = 1 and ${is(at + 4, [...from, ...to])}))`;
}

/** IPv4 addresses of the pods as numbers; none where another family, or too many, would make them say too little. */
function numbersOf({ podAddresses }: Party): readonly string[] {
  const numbers = podAddresses.flatMap((address) => {
    const parts = address.split('.').map(Number);
    return parts.length === 4 ? [`0x${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`] : [];
  });
  return numbers.length <= mostAddresses ? numbers : [];
}
