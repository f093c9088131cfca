import type { Arrival, LineUp, Loss } from './line-up.ts';
import { endsText, ipOf, type SeenPacket, type SideView } from './seen-packet.ts';

/** At which hop packets were lost, in words. */
export interface HopWords {
  readonly sentence: string;
  readonly lastSeen: string;
}

/** What matters first: that a connection cannot even begin. */
const importance: readonly string[] = [
  'SYN',
  'echo request',
  'DNS question',
  'UDP',
  'SYN ACK',
  'echo reply',
  'DNS answer',
  'data',
];

/** Says where the packets of a link end, as far as both ends tell; undefined where nothing is lost. Pure. */
export function hopWords(
  { losses, arrivals, injections }: LineUp,
  sides: readonly SideView[],
  packets: readonly SeenPacket[],
): HopWords | undefined {
  const [worst] = [...losses].sort((one, other) => rank(one) - rank(other) || other.count - one.count);
  if (worst !== undefined) return lossWords(worst, arrivals, sides);
  const reset = injections.find(({ what, way }) => what === 'RST' && way === 'back');
  if (reset !== undefined) {
    const [first, before] = [whereOf(sides, reset.first), whereOf(sides, reset.before)];
    return {
      sentence: `the RST that ${first} saw never passed ${before}: it does not come from the other end but from something between the two`,
      lastSeen: before,
    };
  }
  return unansweredWords(arrivals, sides, packets);
}

function rank({ way, what }: Loss): number {
  const place = importance.indexOf(what);
  return (way === 'there' ? 0 : 100) + (place === -1 ? importance.length : place);
}

function lossWords(
  { way, what, last, missing, example, count }: Loss,
  arrivals: readonly Arrival[],
  sides: readonly SideView[],
): HopWords {
  const arrived = arrivals.find((one) => one.way === way && one.what === what)?.count ?? 0;
  const packet = ipOf(example);
  const ends = packet === undefined ? undefined : endsText(packet);
  const about = ends === undefined ? '' : ` ${ends.from} > ${ends.to}`;
  const [tunnel] = example.packet.tunnels;
  const inside =
    tunnel === undefined
      ? ''
      : `, inside ${tunnel.protocol}${tunnel.network === undefined ? '' : ` ${tunnel.network}`},`;
  const [from, to] = [whereOf(sides, last), whereOf(sides, missing)];
  const some = arrived > 0 ? 'some of ' : '';
  const times = count > 1 ? ` (${count} packets)` : '';
  return {
    sentence: `${some}${what}${about}${times} passed ${from}${inside} and never came to ${to}: ${between(sides[last], sides[missing])}`,
    lastSeen: `${from}; not at ${to}`,
  };
}

/** What lies between two sides, and so may have lost the packets. */
function between(last: SideView | undefined, missing: SideView | undefined): string {
  if (last?.node !== undefined && last.node === missing?.node) {
    if (last.point === 'pod' && missing.point === 'pod') return `lost on node ${last.node}, between the two pods`;
    return `lost on node ${last.node}, where its policies, routes and tunnel decide`;
  }
  if (last?.point === 'node' && missing?.point === 'node')
    return 'lost between the nodes, in the network or by a firewall in front of either';
  return 'lost on one of the nodes or between them; nothing was captured in between';
}

/** Everything arrives and nothing is answered. */
function unansweredWords(
  arrivals: readonly Arrival[],
  sides: readonly SideView[],
  packets: readonly SeenPacket[],
): HopWords | undefined {
  const arrived = arrivals.find(
    ({ way, what }) => way === 'there' && ['SYN', 'echo request', 'DNS question'].includes(what),
  );
  if (arrived === undefined) return undefined;
  const side = sides[arrived.side];
  // Any packet from the other end is an answer of some kind: RST, ICMP, SYN ACK.
  const towards = new Set(
    packets.flatMap((seen) => {
      const packet = ipOf(seen);
      return packet !== undefined && seen.side === arrived.side ? [`${packet.from} ${packet.to}`] : [];
    }),
  );
  const silent = [...towards].every((pair) => !towards.has(pair.split(' ').reverse().join(' ')));
  if (side === undefined || !silent) return undefined;
  return {
    sentence: `${arrived.what} arrives at ${side.where} and nothing is answered there: lost behind it, ${side.point === 'pod' ? 'in the pod or by what filters before its processes' : `on node ${side.node ?? ''}`.trim()}`,
    lastSeen: side.where,
  };
}

function whereOf(sides: readonly SideView[], side: number): string {
  return sides[side]?.where ?? 'an unknown place';
}
