import type { FaultEffect } from '../../faults/types.ts';
import type { World, WorldNode } from '../../world/types.ts';
import { forwardingEntry, settingsCommand, switchPort, underlay } from './nodes.ts';
import { feed, inNetwork } from './quote.ts';

/**
 * The script that breaks something on a node or mends it; undefined for effects on objects (the demo's API does them)
 * and on processes (the lab's own list of them changes).
 */
export function wireFaultScript(world: World, effect: FaultEffect, on: boolean): string | undefined {
  switch (effect.kind) {
    case 'fdb-entry-missing':
      return forwardingEntry(on ? 'del' : 'append', nodeOf(world, effect.node), nodeOf(world, effect.peer));
    case 'ip-forward-off':
      return inNetwork(effect.node, settingsCommand([`net/ipv4/ip_forward=${on ? 0 : 1}`]));
    case 'packet-loss':
      return dropScript(effect.node, 'loss', on, `iifname eth0 numgen random mod 100 < ${effect.percent} drop`);
    case 'mtu-black-hole':
      return dropScript(effect.node, 'small-pipe', on, `iifname eth0 udp dport 8472 meta length > ${effect.mtu} drop`);
    case 'underlay-cut':
      return `ip -n ${underlay} link set ${switchPort(world.nodes, effect.node)} ${on ? 'down' : 'up'}`;
    default:
      return undefined;
  }
}

function nodeOf(world: World, name: string): WorldNode {
  const node = world.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`The fault names node ${name}, which the world does not have.`);
  return node;
}

function dropScript(node: string, name: string, on: boolean, rule: string): string {
  const table = `table ip fault-${name}`;
  // Before connection tracking, so that a lost packet was never seen.
  const chain = `${table} {\n chain arriving {\n  type filter hook prerouting priority -450;\n  ${rule}\n }\n}`;
  return feed(inNetwork(node, 'nft -f -'), [table, `delete ${table}`, ...(on ? [chain] : [])].join('\n'));
}
