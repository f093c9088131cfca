import { type BgpPeer, sessionOf } from '../calico/bgp-peer.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A protocol of `show protocols`. */
export interface BirdProtocol {
  readonly kind: 'protocol';
  readonly name: string;
  /** 'BGP', 'Kernel', 'Device'… */
  readonly protocol: string;
  readonly state: string;
  readonly since: string;
  readonly info: string;
  /** From `show protocols all`. */
  readonly neighbour: string | undefined;
  readonly lastError: string | undefined;
}

/** A way of `show route`. */
export interface BirdRoute {
  readonly kind: 'route';
  readonly network: string;
  /** 'via 10.0.0.1 on eth0', 'blackhole', 'unreachable'. */
  readonly way: string;
  /** The protocol that it comes from. */
  readonly from: string | undefined;
  /** Whether BIRD chose it. */
  readonly chosen: boolean;
}

/** Reads `show protocols`, `show protocols all` and `show route` of BIRD 1.5 to 2, also over the raw control socket. */
export function parseBird(lines: readonly string[]): Parsed<BirdProtocol | BirdRoute> {
  let network: string | undefined;
  const details: { neighbour?: string; lastError?: string }[] = [];
  const parsed = parseLines<BirdProtocol | BirdRoute>(
    lines,
    (raw) => {
      // The control socket puts a code before each answer ('1002-'), and a blank before what goes on with the same one.
      const line = raw.replace(/^\d{4}[- ]/, '').replace(/^bird>\s*/, '');
      if (line.trim() === '' || /^\d{4}$/.test(raw) || isChatter(line)) return known;
      const protocol = protocolOf(line);
      if (protocol !== undefined) {
        details.push({});
        return protocol;
      }
      const route = routeOf(line, network);
      if (route !== undefined) {
        network = route.network;
        return route;
      }
      const [, key, value = ''] = /^\s+([A-Z][\w ]*):\s*(.*)$/.exec(line) ?? [];
      const detail = details.at(-1);
      if (detail === undefined) return undefined;
      if (key === 'Neighbor address') detail.neighbour = value.replace(/%.*$/, '');
      if (key === 'Last error') detail.lastError = value;
      return key !== undefined || /^\s{2,}/.test(line) ? known : undefined;
    },
    /^(?:Unable to connect to server control socket|syntax error|birdcl?: |Access denied)/,
  );
  let at = -1;
  return {
    ...parsed,
    items: parsed.items.map((item) => {
      if (item.kind !== 'protocol') return item;
      at += 1;
      return { ...item, neighbour: details[at]?.neighbour, lastError: details[at]?.lastError };
    }),
  };
}

function isChatter(line: string): boolean {
  return /^BIRD \S+ ready|^name\s+proto\s+table\s|^(?:show|quit|exit)\b|\bbirdcl?(?:6)?(?: show .*)?$|^Table \S+:$|^Access restricted/i.test(
    line,
  );
}

function protocolOf(line: string): BirdProtocol | undefined {
  const [, name, protocol, state, since, info = ''] =
    /^ ?(\S+)\s+([A-Z]\w+)\s+\S+\s+(up|start|down|stop|flush)\s+(\d\S*(?: \d\d:\d\d\S*)?)(?:\s+(.*?))?\s*$/.exec(
      line,
    ) ?? [];
  if (name === undefined || protocol === undefined || state === undefined || since === undefined) return undefined;
  return { kind: 'protocol', name, protocol, state, since, info, neighbour: undefined, lastError: undefined };
}

function routeOf(line: string, network: string | undefined): BirdRoute | undefined {
  const [, to, way = '', from, mark = ''] =
    /^(\S+\/\d+)?\s+((?:via|dev|blackhole|unreachable|prohibit|multipath|unicast)\b[^[]*)(?:\[(\S+)[^\]]*\]\s*([*!]?))?/.exec(
      line,
    ) ?? [];
  const of = to ?? network;
  if (way === '' || of === undefined) return undefined;
  return { kind: 'route', network: of, way: way.trim(), from, chosen: mark === '*' || mark === '!' };
}

/** The BGP sessions among protocols, with the addresses that Calico puts into their names. */
export function peersOf(items: readonly (BirdProtocol | BirdRoute)[]): readonly BgpPeer[] {
  return items.flatMap((item): BgpPeer[] => {
    if (item.kind !== 'protocol' || item.protocol !== 'BGP') return [];
    const { session, trouble } = sessionOf(item.info);
    const [, type = '', rest] = /^(Mesh|Global|Node|Local_Workload)_(.+)$/.exec(item.name) ?? [];
    return [
      {
        address: item.neighbour ?? (rest === undefined ? item.name : addressOf(rest)),
        type: typeWords[type],
        state: item.state,
        since: item.since,
        session: session ?? (item.state === 'down' ? 'down' : undefined),
        trouble: trouble ?? item.lastError,
      },
    ];
  });
}

const typeWords: Readonly<Record<string, string>> = {
  Mesh: 'node-to-node mesh',
  Global: 'global',
  Node: 'node specific',
  Local_Workload: 'local workload',
};

/** '192_168_50_12' is an address with its dots, or colons of IPv6, made underscores. */
function addressOf(text: string): string {
  return /^\d+_\d+_\d+_\d+(?:_port_\d+)?$/.test(text)
    ? text.replace(/_port_.*$/, '').replaceAll('_', '.')
    : text.replaceAll('_', ':');
}
