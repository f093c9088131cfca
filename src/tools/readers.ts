import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import { bridgeFdbReader } from './bridge/fdb.ts';
import { bridgeLinkReader } from './bridge/ports.ts';
import { connectReaders } from './connect/reading.ts';
import { dnsReaders } from './dns/reading.ts';
import { ipAddrReader, ipLinkReader } from './ip/devices-reading.ts';
import { ipNeighReader } from './ip/neighbours-reading.ts';
import { ipRouteReader } from './ip/routes-reading.ts';
import { ipRuleReader } from './ip/rules.ts';
import { iperf3Reader } from './iperf3/reading.ts';
import { pingReader } from './ping/reading.ts';
import type { Reader } from './reading/reading.ts';
import { resolvConfReader } from './resolv-conf/reading.ts';

/** Every tool whose saved output can be read, in the order of their names. */
export const readers: readonly Reader[] = [
  pingReader,
  iperf3Reader,
  ...dnsReaders,
  ...connectReaders,
  resolvConfReader,
  ipAddrReader,
  ipLinkReader,
  ipNeighReader,
  ipRouteReader,
  ipRuleReader,
  bridgeFdbReader,
  bridgeLinkReader,
].sort((one, other) => (one.tool < other.tool ? -1 : 1));

/** The reader of a tool. Throws a usage error that names near ones. */
export function readerFor(tool: string): Reader {
  const found = readers.find((reader) => reader.tool === tool);
  if (found !== undefined) return found;
  const names = readers.map((reader) => reader.tool);
  const [near] = nearNames(tool, names, 1);
  throw new PlumblineError(`No tool '${tool}' is read.${near === undefined ? '' : ` Did you mean ${near}?`}`, {
    kind: 'usage',
    operation: 'read a saved output',
    object: tool,
    nextStep: `The tools are ${names.join(', ')}.`,
  });
}
