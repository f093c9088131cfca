import { countWords } from '../../text/words.ts';
import { judgedReader } from '../reading/judged.ts';
import { parseNstat } from './parse.ts';

/** Counters whose growth tells of lost packets or connections, and what they count. */
const telling: Readonly<Record<string, string>> = {
  TcpExtIPReversePathFilter: 'dropped by the reverse path filter',
  IpInDiscards: 'discarded on receiving',
  IpOutDiscards: 'discarded on sending',
  IpOutNoRoutes: 'without a route',
  IpInAddrErrors: 'for an address that is not here and not forwarded',
  IpReasmFails: 'fragments not put together',
  IpFragFails: 'too long and not to be fragmented',
  TcpExtListenDrops: 'connections dropped by a listener',
  TcpExtListenOverflows: 'connections dropped for a full accept queue',
  TcpExtTCPTimeouts: 'TCP timers that ran out',
  TcpRetransSegs: 'segments sent again',
  UdpRcvbufErrors: 'datagrams dropped for a full buffer',
};

/** Reads saved counters of the network stack. */
export const nstatReader = judgedReader({
  tool: 'nstat',
  about: 'nstat, text and JSON',
  parse: parseNstat,
  summary: ({ items }) => ({ counters: Object.fromEntries(items.map(({ name, value }) => [name, value])) }),
  meaning: ({ items }) => {
    const watched = items.filter(({ name }) => telling[name] !== undefined);
    const counted = watched.filter(({ value }) => value > 0);
    if (counted.length > 0) {
      const words = counted.map(({ name, value }) => `${value} ${telling[name]} (${name})`);
      return { state: 'warning', sentence: `${words.join(', ')}; read it twice to see whether it grows` };
    }
    if (watched.length > 0)
      return { state: 'ok', sentence: `${countWords(watched.length, 'counter')} of losses, all zero` };
    return { state: 'unknown', sentence: `${countWords(items.length, 'counter')}, none of those that tell of losses` };
  },
});
