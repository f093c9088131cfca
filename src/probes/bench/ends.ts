import type { EndpointPod, ResolvedEndpoint } from '../../contracts/endpoint.ts';
import type { Link } from '../../contracts/link.ts';
import { addressFamily } from '../../link/address.ts';
import { describeEndpoint } from '../../link/describe.ts';

/** What of two resolved ends a probe needs. Pure. */

/** The pod that programs run in for this source: itself, the workload's, or the first backend of a service. */
export function sourcePod(source: ResolvedEndpoint): EndpointPod | undefined {
  return source.pod ?? source.backends?.[0];
}

/** Why nothing can be measured from this source, as a sentence, or undefined. */
export function sourceProblem(source: ResolvedEndpoint): string | undefined {
  if (sourcePod(source) !== undefined) return undefined;
  if (source.problem !== undefined) return source.problem;
  const name = describeEndpoint(source.endpoint);
  return `measurements start in a pod, and ${name} is none: choose a pod or a workload as the source`;
}

/** Why there is nothing to connect to, or undefined: an address or a name is enough, whatever else is wrong with it. */
export function destinationProblem(destination: ResolvedEndpoint): string | undefined {
  if (destination.addresses.length > 0 || destination.dnsName !== undefined) return undefined;
  return destination.problem ?? `${describeEndpoint(destination.endpoint)} has no address`;
}

/**
 * The address to connect to: the first of a family that the source has too. A host name without addresses stays a name,
 * which the program in the source resolves.
 */
export function targetAddress(source: ResolvedEndpoint, destination: ResolvedEndpoint): string | undefined {
  return matching(sourcePod(source)?.addresses ?? [], destination.addresses) ?? destination.dnsName;
}

/** The first address of `candidates` whose family is among `own`; the first at all where none is. */
export function matching(own: readonly string[], candidates: readonly string[]): string | undefined {
  const families = new Set(own.map(addressFamily));
  return candidates.find((address) => families.has(addressFamily(address))) ?? candidates[0];
}

/** The destination port as a number: the link's, by number or declared name, else the first that is declared. */
export function targetPort(link: Link, destination: ResolvedEndpoint): number | undefined {
  const { port, protocol } = link;
  if (typeof port === 'number') return port;
  const fitting = destination.ports.filter((declared) => declared.protocol === protocol);
  if (port !== undefined) return fitting.find((declared) => declared.name === port)?.port;
  return fitting[0]?.port;
}

/** The pod that an iperf3 server can run in: the destination's own, or a service's first ready backend. */
export function serverPod(destination: ResolvedEndpoint): EndpointPod | undefined {
  return destination.pod ?? destination.backends?.[0];
}

/** Two ends are the same for a running probe when this text is: it changes when a pod or an address is replaced. */
export function endsKey(source: ResolvedEndpoint, destination: ResolvedEndpoint): string {
  const to = [serverPod(destination)?.uid ?? '', destination.dnsName ?? '', ...destination.addresses];
  return `${sourcePod(source)?.uid ?? ''} ${to.join(' ')}`;
}
