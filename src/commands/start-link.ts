import type { Endpoint } from '../contracts/endpoint.ts';
import type { Link, Port } from '../contracts/link.ts';
import type { Session } from '../contracts/session.ts';
import { makeLink } from '../link/link-id.ts';
import { parseEndpointText } from '../link/parse-endpoint.ts';

/** What `--from` and `--to` mean before the cluster has answered. Parsing throws a usage error at once. */
export interface WantedLink {
  readonly from: ReturnType<typeof parseEndpointText>;
  readonly to: ReturnType<typeof parseEndpointText>;
}

/** Reads `--from` and `--to`; both or neither. */
export function wantedLink(from: string | undefined, to: string | undefined): WantedLink | undefined {
  if (from === undefined || to === undefined) return undefined;
  return { from: parseEndpointText(from), to: parseEndpointText(to) };
}

/** Milliseconds to wait for a slow cluster to list what the names on the command line mean. */
const patience = 60_000;

/**
 * Finds both ends once the cluster can tell, puts the link on the bench and starts to measure it: connects and pings.
 * Rejects with a sentence when an end does not exist.
 */
export async function startLink(session: Session, wanted: WantedLink): Promise<Link> {
  const find = (end: WantedLink['from']): Promise<Endpoint> =>
    end.kind === 'endpoint' ? Promise.resolve(end.endpoint) : session.cluster.find(end.search, patience);
  const [source, destination] = await Promise.all([find(wanted.from), find(wanted.to)]);
  const port: Port | undefined = wanted.to.port;
  const link = makeLink(source, destination, 'TCP', port);
  session.bench.choose(link);
  session.recentLinks.add(link);
  session.bench.startConnect();
  session.bench.startLatency();
  return link;
}
