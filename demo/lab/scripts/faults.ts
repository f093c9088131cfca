import type { FaultEffect } from '../../faults/types.ts';
import type { World, WorldNode } from '../../world/types.ts';
import { fullConnections } from './full-connections.ts';
import { etcFolder } from './ground.ts';
import {
  forwardingEntry,
  neighbourEntry,
  podRoute,
  settingsCommand,
  switchPort,
  tunnelMtu,
  tunnelOf,
  underlay,
} from './nodes.ts';
import { feed, inNetwork } from './quote.ts';

/**
 * The script that breaks something on a node or mends it; undefined for effects on objects (the demo's API does them)
 * and on processes (the lab's own list of them changes).
 */
export function wireFaultScript(world: World, effect: FaultEffect, on: boolean): string | undefined {
  switch (effect.kind) {
    case 'fdb-entry-missing':
      return forwardingEntry(on ? 'del' : 'append', nodeOf(world, effect.node), nodeOf(world, effect.peer));
    case 'neighbour-missing':
      return neighbourEntry(on ? 'del' : 'replace', nodeOf(world, effect.node), nodeOf(world, effect.peer));
    case 'route-missing':
      return podRoute(on ? 'del' : 'replace', nodeOf(world, effect.node), nodeOf(world, effect.peer));
    case 'tunnel-mtu':
      return `ip -n ${effect.node} link set ${tunnelOf(nodeOf(world, effect.node)).device} mtu ${on ? effect.mtu : tunnelMtu}`;
    case 'asymmetric-route':
      return asymmetricRoute(nodeOf(world, effect.node), nodeOf(world, effect.peer), on);
    case 'cni-file': {
      const file = `${etcFolder(effect.node)}/cni/net.d/${effect.file}`;
      return on ? feed(`cat >${file}`, effect.text) : `rm -f ${file}`;
    }
    case 'connections-full':
      return fullConnections(effect.node, on);
    case 'ip-forward-off':
      return inNetwork(effect.node, settingsCommand([`net/ipv4/ip_forward=${on ? 0 : 1}`]));
    case 'packet-loss':
      return dropScript(effect.node, 'loss', on, [
        arriving(`iifname eth0 numgen random mod 100 < ${effect.percent} drop`),
      ]);
    case 'mtu-black-hole':
      return [
        // Without this a burst of small segments travels as one large packet and would be taken for one.
        ...world.nodes.map(
          (node) => `ip -n ${node.name} link set ${tunnelOf(node).device} gso_max_segs ${on ? 1 : 65_535}`,
        ),
        dropScript(effect.node, 'small-pipe', on, [
          arriving(
            `iifname eth0 udp dport ${tunnelOf(nodeOf(world, effect.node)).port} meta length > ${effect.mtu} drop`,
          ),
          leaving(
            `oifname eth0 udp dport ${tunnelOf(nodeOf(world, effect.node)).port} meta length > ${effect.mtu} drop`,
          ),
        ]),
      ].join('\n');
    case 'underlay-cut':
      return `ip -n ${underlay} link set ${switchPort(world.nodes, effect.node)} ${on ? 'down' : 'up'}`;
    default:
      return undefined;
  }
}

function asymmetricRoute(node: WorldNode, peer: WorldNode, on: boolean): string {
  return [
    on
      ? `ip -n ${node.name} route replace ${tunnelOf(peer).route} via ${peer.address} dev eth0`
      : podRoute('replace', node, peer),
    inNetwork(node.name, settingsCommand([`net/ipv4/conf/${tunnelOf(node).device}/rp_filter=${on ? 1 : 0}`])),
  ].join('\n');
}

function nodeOf(world: World, name: string): WorldNode {
  const node = world.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`The fault names node ${name}, which the world does not have.`);
  return node;
}

/** Before connection tracking, so that a lost packet was never seen. */
function arriving(rule: string): string {
  return `chain arriving {\ntype filter hook prerouting priority -450;\n${rule}\n}`;
}

function leaving(rule: string): string {
  return `chain leaving {\ntype filter hook postrouting priority 450;\n${rule}\n}`;
}

function dropScript(node: string, name: string, on: boolean, chains: readonly string[]): string {
  const table = `table ip fault-${name}`;
  const made = on ? [`${table} {\n${chains.join('\n')}\n}`] : [];
  return feed(inNetwork(node, 'nft -f -'), [table, `delete ${table}`, ...made].join('\n'));
}
