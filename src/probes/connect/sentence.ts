import type { ConnectClass } from '../../contracts/probe.ts';
import type { Duration } from '../../contracts/time.ts';
import { addressAndPort, addressFamily } from '../../link/address.ts';

/** What a connect did, as one sentence of facts: 'TCP 10.244.2.8:8080 timed out after 3.0 s'. */
export function connectSentence(
  of: ConnectClass,
  address: string,
  port: number,
  duration: Duration | undefined,
): string {
  const target = `TCP ${addressAndPort(address, port)}`;
  const seconds = duration === undefined ? '' : ` after ${(duration / 1000).toFixed(1)} s`;
  switch (of) {
    case 'open':
      return `${target} is open`;
    case 'refused':
      return `${target} was refused: something answered, nobody listens there`;
    case 'timeout':
      // A program that is given a name resolves it within the same patience, and does not tell the two apart.
      return addressFamily(address) === undefined
        ? `${target} timed out${seconds}, resolving the name included`
        : `${target} timed out${seconds}`;
    case 'no-route':
      return `${target}: no route to host (ICMP host unreachable, or nobody answers ARP)`;
    case 'prohibited':
      return `${target} was rejected: administratively prohibited`;
    case 'network-unreachable':
      return `${target}: network unreachable, no route there in the source or at a router on the way`;
    case 'hang-after-connect':
      return `${target} connects, and then no data comes back`;
    case 'reset':
      return `${target} connects and is then reset`;
    case 'not-permitted':
      return `${target}: sending is not permitted in the source (a local output rule)`;
    case 'name-not-resolved':
      return `the name ${address} is not resolved in the source`;
    case 'not-tested':
      return `${target} was not tested`;
  }
}
