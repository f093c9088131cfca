import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { addressKey } from '../../policy/address/same.ts';
import { countWords, fullStop, listWords } from '../../text/words.ts';
import { type BgpPeer, isEstablished } from '../../tools/calico/bgp-peer.ts';
import { finding } from '../common/rule.ts';
import type { BgpNeed } from './bgp-need.ts';
import type { BgpSessions } from './bgp-sessions.ts';

/** What the sessions of a node are held against. */
export interface BgpSurroundings {
  readonly need: BgpNeed;
  /** Nodes by every address that they are known under, as `addressKey` spells it. */
  readonly nodesByAddress: ReadonlyMap<string, string>;
  /** Nodes that this one has a session with by the mesh: name and address; undefined where it is not known whether there is one. */
  readonly mesh: ReadonlyMap<string, string> | undefined;
}

export interface BgpJudgement {
  readonly cell: CniCell;
  readonly findings: readonly CniFinding[];
}

/** One node's BGP: what its cell says, and what is wrong. Silence is no health: without sessions there is no 'ok'. */
export function judgeBgp(node: string, sessions: Fact<BgpSessions>, surroundings: BgpSurroundings): BgpJudgement {
  const { need, nodesByAddress, mesh } = surroundings;
  const from = [sessions];
  if (!sessions.known) {
    if (need.state === 'off') return { cell: { text: 'off', health: 'ok' }, findings: [] };
    const sentence = `Whether ${node} has its BGP sessions is not known: ${fullStop(sessions.why)}`;
    return {
      cell: { text: '?', health: 'unknown' },
      findings: [finding('calico/bgp-session', 'unknown', sentence, { from })],
    };
  }
  const { runs, peers, how } = sessions.value;
  if (runs === false) return withoutBird(node, need, sessions);
  const grave = isGrave(need);
  const down = peers.filter((peer) => !isEstablished(peer));
  const findings = down.map((peer) =>
    finding(
      'calico/bgp-session',
      grave ? 'fault' : 'warning',
      `${node} has no BGP session with ${whoIs(peer, nodesByAddress)}: ${troubleOf(peer)}.`,
      { nextStep: nextStepFor(peer, nodesByAddress), from },
    ),
  );
  const present = new Set(peers.map(({ address }) => addressKey(address)));
  const absent =
    need.state === 'off' ? [] : [...(mesh ?? [])].filter(([, address]) => !present.has(addressKey(address)));
  if (absent.length > 0) {
    const names = listWords(absent.slice(0, 5).map(([name, address]) => `${name} (${address})`));
    findings.push(
      finding(
        'calico/bgp-mesh',
        grave ? 'fault' : 'warning',
        `BIRD on ${node} does not know ${names}${absent.length > 5 ? ` and ${absent.length - 5} more` : ''} as a peer, though the mesh of nodes is on.`,
        { nextStep: 'Look for confd in the log of calico-node there: it writes BIRD’s configuration.', from },
      ),
    );
  }
  const expected = peers.length + absent.length;
  if (expected === 0) return withoutPeers(node, sessions, surroundings);
  if (findings.length === 0)
    findings.push(
      finding('calico/bgp-session', 'ok', `${node}: ${countWords(peers.length, 'BGP session')} established. ${how}`, {
        from,
      }),
    );
  const good = peers.length - down.length;
  return {
    cell: { text: `${good}/${expected}`, health: good === expected ? 'ok' : grave ? 'fault' : 'warning' },
    findings,
  };
}

function isGrave({ state }: BgpNeed): boolean {
  return state === 'needed' || state === 'contradicted';
}

/** A cluster whose pools use VXLAN is well without BIRD; one with a pool that needs it is cut off. */
function withoutBird(node: string, need: BgpNeed, sessions: Fact<BgpSessions>): BgpJudgement {
  const sentence = `BIRD does not run on ${node}. ${need.sentence}`;
  const from = [sessions];
  if (need.state === 'unknown')
    return {
      cell: { text: 'no BIRD', health: 'unknown' },
      findings: [finding('calico/bird', 'unknown', sentence, { from })],
    };
  if (!isGrave(need))
    return { cell: { text: 'not used', health: 'ok' }, findings: [finding('calico/bird', 'ok', sentence, { from })] };
  const nextStep = 'Look for BIRD in the log of calico-node; or let the pools use VXLAN, which needs no BGP.';
  return {
    cell: { text: 'no BIRD', health: 'fault' },
    findings: [finding('calico/bird', 'fault', sentence, { nextStep, from })],
  };
}

function withoutPeers(node: string, sessions: Fact<BgpSessions>, { need, mesh }: BgpSurroundings): BgpJudgement {
  const sentence = `BIRD on ${node} has no BGP peer. ${need.sentence}`;
  // A single node has nobody to talk to.
  if (!isGrave(need) || mesh?.size === 0) return { cell: { text: 'no peer', health: 'unknown' }, findings: [] };
  const health = mesh === undefined ? 'unknown' : 'fault';
  const nextStep = 'Look at the BGPConfiguration (nodeToNodeMeshEnabled) and at the BGPPeers.';
  return {
    cell: { text: 'no peer', health },
    findings: [finding('calico/bgp-session', health, sentence, { nextStep, from: [sessions] })],
  };
}

function isOfMesh({ type }: BgpPeer): boolean {
  return type === 'node-to-node mesh' || type === 'NodeMesh';
}

function whoIs(peer: BgpPeer, nodes: BgpSurroundings['nodesByAddress']): string {
  const { address, type } = peer;
  const node = nodes.get(addressKey(address) ?? address);
  if (node !== undefined) return `${node} (${address})`;
  if (isOfMesh(peer)) return `${address}, which is the address of no node`;
  return `${address}${type === undefined ? '' : ` (${type})`}`;
}

function troubleOf({ session, state, trouble, since }: BgpPeer): string {
  return [
    `it is ${session ?? state ?? 'in no known state'}`,
    ...(trouble === undefined ? [] : [`‘${trouble}’`]),
    ...(since === undefined ? [] : [`since ${since}`]),
  ].join(', ');
}

/** What to look at, by BIRD's own words for the trouble. */
function nextStepFor(peer: BgpPeer, nodes: BgpSurroundings['nodesByAddress']): string {
  const { address, trouble = '' } = peer;
  if (!nodes.has(addressKey(address) ?? address) && isOfMesh(peer))
    return `Remove the stale node: Calico still knows one with the address ${address}.`;
  if (/refused|closed|reset/i.test(trouble))
    return `Nobody answers on TCP 179 of ${address}: look whether calico-node runs there.`;
  if (/no route|unreachable/i.test(trouble)) return `Look at the route to ${address}, and whether the machine is up.`;
  return 'Look whether TCP 179 is open between the two, and at the AS numbers of both.';
}
