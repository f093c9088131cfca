import { countWords } from '../../text/words.ts';
import type { Meaning } from '../reading/judged.ts';

/** A BGP session of a node, whichever program told of it. */
export interface BgpPeer {
  readonly address: string;
  /** 'node-to-node mesh', 'global', 'node specific', as far as it is told. */
  readonly type: string | undefined;
  /** BIRD's state of the protocol: 'up', 'start', 'down'; undefined where only the session's is told. */
  readonly state: string | undefined;
  /** A time of day or a date, as printed. */
  readonly since: string | undefined;
  /** RFC 4271: 'Established', 'Connect', 'Active', 'OpenSent'…; undefined where it is not told. */
  readonly session: string | undefined;
  /** Why it is not established, in BIRD's words: 'Socket: Connection refused'. */
  readonly trouble: string | undefined;
}

/** Splits BIRD's info, 'Active        Socket: Connection closed', into the session's state and the trouble. */
export function sessionOf(info: string): Pick<BgpPeer, 'session' | 'trouble'> {
  const [, session, trouble] = /^(\S+)\s*(.*)$/.exec(info.trim()) ?? [];
  return { session, trouble: trouble === undefined || trouble === '' ? undefined : trouble.replace(/\s+/g, ' ') };
}

/** Whether a session carries routes. A peer whose session is not told counts by the protocol's state. */
export function isEstablished({ session, state }: BgpPeer): boolean {
  return session === undefined ? state === 'up' : session === 'Established' && (state === undefined || state === 'up');
}

/** What sessions mean together. */
export function meaningOfPeers(peers: readonly BgpPeer[]): Meaning {
  const down = peers.filter((peer) => !isEstablished(peer));
  if (down.length === 0)
    return {
      state: 'ok',
      sentence: `${countWords(peers.length, 'BGP session')}, ${peers.length === 1 ? 'it is' : 'all'} established`,
    };
  const words = down
    .slice(0, 5)
    .map(({ address, session, state, trouble, since }) =>
      [
        `${address} is ${session ?? state ?? 'in no known state'}`,
        ...(trouble === undefined ? [] : [`(${trouble})`]),
        ...(since === undefined ? [] : [`since ${since}`]),
      ].join(' '),
    );
  return {
    state: 'fault',
    sentence: `${down.length} of ${countWords(peers.length, 'BGP session')} not established: ${words.join(', ')}${down.length > 5 ? ` and ${down.length - 5} more` : ''}`,
  };
}
