import type { ClusterProblem } from '../contracts/cluster.ts';
import type { Duration, Instant } from '../contracts/time.ts';
import type { ApiConnection } from '../kube/connection.ts';

/** A server that has said nothing at all for so long is told about, before any time limit has passed. */
export const silencePatience: Duration = 5_000;

/** No answer yet since `asked`, and no failure either: a server, or a credential plugin, that takes its time. */
export function silenceOf(connection: ApiConnection, asked: Instant): ClusterProblem {
  const plugin = connection.waitingFor();
  const says = plugin === undefined || plugin.says === '' ? '' : ` It says: ${plugin.says}`;
  return {
    kind: plugin === undefined ? 'unreachable' : 'authentication',
    sentence: `${plugin?.who ?? connection.server.host} has not answered yet.${says}`,
    nextStep:
      plugin === undefined
        ? `plumbline goes on waiting; check the server address of context ${connection.context}, and that no firewall or VPN is in the way.`
        : 'plumbline goes on waiting; run it yourself: it may be waiting for a log-in.',
    since: asked + silencePatience,
  };
}
