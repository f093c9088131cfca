import type { Endpoint, Protocol } from '../contracts/endpoint.ts';
import type { Link, LinkId, Port } from '../contracts/link.ts';
import { endpointText } from './describe.ts';

/**
 * The canonical text of a link, 'pod/shop/web-1 -> svc/shop/backend TCP 8080'. Equal links have equal ids. A pod's uid
 * is no part of it: the link of a re-created pod of the same name is the same piece of work.
 */
export function linkId(source: Endpoint, destination: Endpoint, protocol: Protocol, port?: Port): LinkId {
  const end = port === undefined ? protocol : `${protocol} ${port}`;
  return `${endpointText(source)} -> ${endpointText(destination)} ${end}` as LinkId;
}

/** A link with its id. `port` undefined means that no port was chosen (ping only, or the destination's first port). */
export function makeLink(source: Endpoint, destination: Endpoint, protocol: Protocol = 'TCP', port?: Port): Link {
  const id = linkId(source, destination, protocol, port);
  return port === undefined ? { id, source, destination, protocol } : { id, source, destination, protocol, port };
}
