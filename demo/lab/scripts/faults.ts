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
      return dropScript(effect.node, 'loss', on, [
        arriving(`iifname eth0 numgen random mod 100 < ${effect.percent} drop`),
      ]);
    case 'mtu-black-hole':
      return [
        // Without this a burst of small segments travels as one large packet and would be taken for one.
        ...world.nodes.map(({ name }) => `ip -n ${name} link set flannel.1 gso_max_segs ${on ? 1 : 65_535}`),
        dropScript(effect.node, 'small-pipe', on, [
          arriving(`iifname eth0 udp dport 8472 meta length > ${effect.mtu} drop`),
          leaving(`oifname eth0 udp dport 8472 meta length > ${effect.mtu} drop`),
        ]),
      ].join('\n');
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
