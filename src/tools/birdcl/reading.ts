import { countWords } from '../../text/words.ts';
import { meaningOfPeers } from '../calico/bgp-peer.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { type BirdProtocol, type BirdRoute, parseBird, peersOf } from './parse.ts';

/** Reads what birdcl printed in a calico-node pod. */
export const birdReader = judgedReader({
  tool: 'birdcl',
  about: 'birdcl show protocols [all] and show route',
  parse: parseBird,
  summary: ({ items }) => ({ peers: peersOf(items), routes: items.filter(({ kind }) => kind === 'route').length }),
  meaning: ({ items }) => meaningOf(items),
  failed: (failure) =>
    failure.startsWith('Unable to connect to server control socket')
      ? {
          state: 'unknown',
          sentence: `BIRD does not run here (${failure}): a fault where BGP is used, as it should be with VXLAN alone`,
        }
      : undefined,
});

function meaningOf(items: readonly (BirdProtocol | BirdRoute)[]): Meaning {
  const peers = peersOf(items);
  if (peers.length > 0) return meaningOfPeers(peers);
  const routes = items.flatMap((item) => (item.kind === 'route' ? [item] : []));
  if (routes.length === 0) return { state: 'unknown', sentence: 'BIRD runs and has no BGP session' };
  const networks = new Set(routes.map(({ network }) => network));
  const lost = routes.filter(({ way, chosen }) => way === 'unreachable' && chosen);
  const held = routes.filter(({ way, chosen }) => way === 'blackhole' && chosen).map(({ network }) => network);
  const learned = new Set(
    routes.filter(({ from = '' }) => /^(?:Mesh|Global|Node)_/.test(from)).map(({ network }) => network),
  );
  const facts = [
    `Routes to ${countWords(networks.size, 'network')}, ${learned.size} of them learned over BGP`,
    ...(held.length === 0
      ? []
      : [`${held.join(', ')} ${held.length === 1 ? 'is' : 'are'} this node’s own (blackhole but for its pods)`]),
  ];
  if (lost.length > 0)
    return {
      state: 'warning',
      sentence: `Unreachable: ${lost.map(({ network, from }) => `${network}${from === undefined ? '' : ` (from ${from})`}`).join(', ')}; ${facts.join('; ')}`,
    };
  return { state: 'unknown', sentence: facts.join('; ') };
}
