import type { RawOutput } from '../../contracts/node-facts.ts';
import { parseBird, peersOf } from '../../tools/birdcl/parse.ts';
import type { BgpPeer } from '../../tools/calico/bgp-peer.ts';
import type { CalicoNodeStatus } from '../../tools/calico/node-status.ts';
import { parseNodeStatus } from '../../tools/calicoctl/node-status.ts';

/** What BIRD does on a node, whichever way it was asked. */
export interface BgpSessions {
  /** How it was asked and why so, as a sentence. */
  readonly how: string;
  /** no: it says itself that it does not run. Undefined: it is not told. */
  readonly runs: boolean | undefined;
  readonly peers: readonly BgpPeer[];
}

/**
 * Of `birdcl show protocols` in calico-node, of one family or both; undefined where the output says neither. BIRD runs only
 * where each of those that were asked does.
 */
export function sessionsOfBird(outputs: readonly Pick<RawOutput, 'text' | 'errorText'>[]): BgpSessions | undefined {
  const read = outputs.map(({ text, errorText }) => parseBird([...text.split('\n'), ...errorText.split('\n')]));
  const running = read.filter(({ items }) => items.some(({ kind }) => kind === 'protocol'));
  const how = 'birdcl was asked in calico-node.';
  const peers = running.flatMap(({ items }) => peersOf(items));
  const stopped = read.some(
    ({ failure }) => failure?.startsWith('Unable to connect to server control socket') === true,
  );
  if (stopped) return { how, runs: false, peers };
  return running.length > 0 ? { how, runs: true, peers } : undefined;
}

/** Of `calicoctl node status` on the node; undefined where it tells nothing of BGP. */
export function sessionsOfCalicoctl(
  output: Pick<RawOutput, 'text' | 'errorText'>,
  why: string,
): BgpSessions | undefined {
  const { items } = parseNodeStatus([...output.text.split('\n'), ...output.errorText.split('\n')]);
  const said = (about: string) => items.some((item) => item.kind === 'word' && item.about === about);
  const peers = items.flatMap((item) => (item.kind === 'peer' ? [item] : []));
  const how = `calicoctl node status was run on the node: ${why}`;
  if (peers.length > 0 || said('no peers')) return { how, runs: true, peers };
  return said('no BGP') || said('BIRD error') ? { how, runs: false, peers: [] } : undefined;
}

/** Of a CalicoNodeStatus that somebody has made for the node; undefined where it does not tell of BGP. */
export function sessionsOfStatus(status: CalicoNodeStatus, why: string): BgpSessions | undefined {
  const { lastUpdated, notEstablished, peers, birdV4, birdV6 } = status;
  if (lastUpdated === undefined || notEstablished === undefined) return undefined;
  const how = `The CalicoNodeStatus ${status.name} tells it, as of ${lastUpdated}: ${why}`;
  const states = [birdV4, birdV6].filter((state) => state !== undefined);
  if (peers.length === 0 && states.length > 0 && states.every((state) => state === 'NotReady'))
    return { how, runs: false, peers };
  return { how, runs: peers.length > 0 || states.includes('Ready') ? true : undefined, peers };
}
