import type { Cluster } from '../../contracts/cluster.ts';
import type { Endpoint } from '../../contracts/endpoint.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Link, Port } from '../../contracts/link.ts';
import { makeLink } from '../../link/link-id.ts';
import { type ParsedEndpoint, parseEndpointText } from '../../link/parse-endpoint.ts';
import { portOf } from '../../link/split-port.ts';
import type { ProbeCommandName, ProbeOptions } from './options.ts';

/** How long a command waits for the cluster to tell what an endpoint is. */
export const patience = 15_000;

/** Reads --from, --to and --port before the cluster is asked, so that a typing error does not wait for it. */
export function readEnds(options: ProbeOptions<ProbeCommandName>): {
  readonly from: ParsedEndpoint;
  readonly to: ParsedEndpoint;
  readonly port: Port | undefined;
} {
  const from = parseEndpointText(options.from);
  const to = parseEndpointText(options.to);
  const wrong = (): Error =>
    new PlumblineError(`--port '${options.port}' is neither a number from 1 to 65535 nor a port name.`, {
      kind: 'usage',
      operation: 'read the port',
    });
  const port = options.port === undefined ? to.port : portOf(options.port, wrong);
  if (to.port !== undefined && port !== to.port) {
    throw new PlumblineError(`--to names port ${to.port} and --port names ${port}: give one.`, {
      kind: 'usage',
      operation: 'read the port',
    });
  }
  if (from.port !== undefined) {
    throw new PlumblineError(`--from '${options.from}' has a port: only the destination has one.`, {
      kind: 'usage',
      operation: 'read an endpoint',
    });
  }
  return { from, to, port };
}

/** The link of the options, with the names that only the cluster knows looked up there. Throws typed errors. */
export async function findLink(cluster: Cluster, options: ProbeOptions<ProbeCommandName>): Promise<Link> {
  const { from, to, port } = readEnds(options);
  const source = await endpointOf(cluster, from);
  const destination = await endpointOf(cluster, to);
  return makeLink(source, destination, options.protocol, port);
}

async function endpointOf(cluster: Cluster, parsed: ParsedEndpoint): Promise<Endpoint> {
  return parsed.kind === 'endpoint' ? parsed.endpoint : await cluster.find(parsed.search, patience);
}
