import { parseAllDocuments } from 'yaml';
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import type { Parsed } from '../reading/parsed.ts';
import { type BgpPeer, meaningOfPeers } from './bgp-peer.ts';

/** What a CalicoNodeStatus (projectcalico.org/v3 or crd.projectcalico.org/v1) tells of one node. */
export interface CalicoNodeStatus {
  readonly name: string;
  readonly node: string;
  /** What was asked for: 'Agent', 'BGP', 'Routes'. */
  readonly classes: readonly string[];
  /** When calico-node last wrote it; undefined where it never has. */
  readonly lastUpdated: string | undefined;
  /** BIRD's state by family, 'Ready' or 'NotReady'; undefined where it is not told. */
  readonly birdV4: string | undefined;
  readonly birdV6: string | undefined;
  /** As counted there; undefined without the class BGP. */
  readonly notEstablished: number | undefined;
  readonly peers: readonly BgpPeer[];
  readonly routes: number;
}

/** Reads CalicoNodeStatus objects as `kubectl get caliconodestatus … -o yaml` (or json) prints them, one or a List. */
export function parseCalicoNodeStatus(lines: readonly string[]): Parsed<CalicoNodeStatus> {
  const objects = documentsIn(lines).flatMap((document) =>
    textOf(document, 'kind').endsWith('List') ? listOf(document, 'items') : [document],
  );
  const items = objects.flatMap((object) => statusOf(object) ?? []);
  const failure = lines.find((line) => /^(?:error: |Error from server|No resources found)/.test(line))?.trim();
  return {
    items,
    unparsed: items.length === 0 && failure === undefined ? lines.filter((line) => line.trim() !== '') : [],
    failure,
  };
}

function documentsIn(lines: readonly string[]): readonly Fields[] {
  try {
    // What is cut in the middle reads up to the cut.
    return [parseAllDocuments(lines.join('\n'), { logLevel: 'silent' })].flat().flatMap((document): Fields[] => {
      const value: unknown = document.toJS({ maxAliasCount: 0 });
      return isFields(value) ? [value] : [];
    });
  } catch {
    return [];
  }
}

/** The record of one object; undefined for an object of another kind. */
export function statusOf(object: Fields): CalicoNodeStatus | undefined {
  if (textOf(object, 'kind') !== 'CalicoNodeStatus') return undefined;
  const spec = fieldsOf(object, 'spec');
  const status = fieldsOf(object, 'status');
  const bgp = fieldsOf(status, 'bgp');
  const agent = fieldsOf(status, 'agent');
  const counted = [numberOf(bgp, 'numberNotEstablishedV4'), numberOf(bgp, 'numberNotEstablishedV6')].filter(
    (count) => count !== undefined,
  );
  const routes = fieldsOf(status, 'routes');
  return {
    name: textOf(fieldsOf(object, 'metadata'), 'name'),
    node: textOf(spec, 'node'),
    classes: textsOf(spec, 'classes'),
    lastUpdated: textOf(status, 'lastUpdated') || undefined,
    birdV4: textOf(fieldsOf(agent, 'birdV4'), 'state') || undefined,
    birdV6: textOf(fieldsOf(agent, 'birdV6'), 'state') || undefined,
    notEstablished: counted.length === 0 ? undefined : counted.reduce((sum, count) => sum + count, 0),
    peers: [...listOf(bgp, 'peersV4'), ...listOf(bgp, 'peersV6')].map(peerOf),
    routes: listOf(routes, 'routesV4').length + listOf(routes, 'routesV6').length,
  };
}

function peerOf(peer: Fields): BgpPeer {
  return {
    address: textOf(peer, 'peerIP') || 'a peer without an address',
    type: textOf(peer, 'type') || undefined,
    state: undefined,
    since: textOf(peer, 'since') || undefined,
    session: textOf(peer, 'state') || 'in no known state',
    trouble: undefined,
  };
}

/** Reads saved CalicoNodeStatus objects. */
export const calicoNodeStatusReader = judgedReader({
  tool: 'caliconodestatus',
  about: 'CalicoNodeStatus objects, YAML or JSON',
  parse: parseCalicoNodeStatus,
  summary: ({ items }) => ({
    nodes: items.map(({ node, lastUpdated, notEstablished }) => ({ node, lastUpdated, notEstablished })),
  }),
  meaning: ({ items }) => {
    const told = items.map(meaningOfStatus);
    const worst =
      (['fault', 'warning', 'unknown', 'ok'] as const).find((state) => told.some((one) => one.state === state)) ??
      'unknown';
    return {
      state: worst,
      sentence: told
        .toSorted((one, other) => Number(one.state === 'ok') - Number(other.state === 'ok'))
        .map(({ sentence }) => sentence)
        .join('. '),
    };
  },
});

function meaningOfStatus({ node, lastUpdated, birdV4, birdV6, peers, notEstablished }: CalicoNodeStatus): Meaning {
  if (lastUpdated === undefined)
    return { state: 'unknown', sentence: `${node}: calico-node has not written its state yet` };
  const age = `as of ${lastUpdated}`;
  const idle = [
    birdV4 === 'NotReady' ? 'BIRD for IPv4 is not ready' : [],
    birdV6 === 'NotReady' ? 'BIRD for IPv6 is not ready' : [],
  ].flat();
  if (peers.length === 0) {
    const state = idle.length > 0 || (notEstablished ?? 0) > 0 ? 'warning' : 'unknown';
    return {
      state,
      sentence: [
        `${node}: ${notEstablished === undefined ? 'of BGP nothing is told' : 'no BGP session is told of'}`,
        ...idle,
        age,
      ].join(', '),
    };
  }
  const { state, sentence } = meaningOfPeers(peers);
  return { state, sentence: [`${node}: ${sentence}`, ...idle, age].join(', ') };
}
