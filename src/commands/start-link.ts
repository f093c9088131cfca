import type { Cluster } from '../contracts/cluster.ts';
import type { Endpoint } from '../contracts/endpoint.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Link, Port } from '../contracts/link.ts';
import type { Session } from '../contracts/session.ts';
import { makeLink } from '../link/link-id.ts';
import { parseEndpointText } from '../link/parse-endpoint.ts';

/** What `--from` and `--to` mean before the cluster has answered. Parsing throws a usage error at once. */
export interface WantedLink {
  readonly from: ReturnType<typeof parseEndpointText>;
  readonly to: ReturnType<typeof parseEndpointText>;
}

/** Reads `--from` and `--to`; both or neither. One alone is a usage error. */
export function wantedLink(from: string | undefined, to: string | undefined): WantedLink | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) {
    const [given, lacking] = from === undefined ? ['--to', '--from'] : ['--from', '--to'];
    throw new PlumblineError(`${given} names one end of a link, and ${lacking} is missing.`, {
      kind: 'usage',
      operation: 'read the link',
      nextStep: `Give ${lacking} too, or neither and choose both ends on the screen.`,
    });
  }
  return { from: parseEndpointText(from), to: parseEndpointText(to) };
}

/** Milliseconds to wait for a slow cluster to list what the names on the command line mean. */
const patience = 60_000;

/**
 * The endpoint of a name. While the cluster cannot be read it waits on, as the screen does; what the cluster is known not
 * to have, or not to show, is an error.
 */
async function findInTime(cluster: Cluster, search: string): Promise<Endpoint> {
  for (;;) {
    try {
      return await cluster.find(search, patience);
    } catch (error) {
      if (!(error instanceof PlumblineError) || error.kind === 'usage' || error.kind === 'forbidden') throw error;
      await connected(cluster);
    }
  }
}

/** Resolves at the next change of the cluster's status that finds it connected. */
function connected(cluster: Cluster): Promise<void> {
  return new Promise((resolve) => {
    const end = cluster.status.subscribe(() => {
      if (cluster.status.getSnapshot().phase !== 'connected') return;
      end();
      resolve();
    });
  });
}

/**
 * Finds both ends once the cluster can tell, puts the link on the bench and starts to measure it: connects and pings.
 * Rejects with a sentence when an end does not exist.
 */
export async function startLink(session: Session, wanted: WantedLink): Promise<Link> {
  const find = (end: WantedLink['from']): Promise<Endpoint> =>
    end.kind === 'endpoint' ? Promise.resolve(end.endpoint) : findInTime(session.cluster, end.search);
  const [source, destination] = await Promise.all([find(wanted.from), find(wanted.to)]);
  const port: Port | undefined = wanted.to.port;
  const link = makeLink(source, destination, 'TCP', port);
  session.bench.choose(link);
  session.recentLinks.add(link);
  session.bench.startConnect();
  session.bench.startLatency();
  return link;
}
