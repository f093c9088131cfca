import { isPod } from '../../world/guards.ts';
import type { Pod } from '../../world/shapes.ts';
import type { Cluster } from '../cluster.ts';
import { booleanParameter } from '../read/selection.ts';
import type { ObjectStore } from '../store.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import type { StreamSession } from './exec-session.ts';
import { exitStatus } from './exec-status.ts';
import { isRunning } from '../runtime/container-runtime.ts';
import { badRequest, notFound, StatusError } from '../wire/status.ts';

/** The container that a log or exec request means. Throws 400 when it is not in the pod, or when it must be named. */
export function chooseContainer(pod: Pod, asked: string | null): string {
  const { name } = pod.metadata;
  const containers = [...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? [])].map(
    (container) => container.name,
  );
  if (asked) {
    if (containers.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only] = containers;
  if (pod.spec.containers.length === 1 && only !== undefined) return only;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]`);
}

/** Throws 400 for a pod that is over, and the kubelet's words for a container that does not run. */
function checkRuns(pod: Pod, container: string): void {
  const { phase = 'Unknown', containerStatuses = [], ephemeralContainerStatuses = [] } = pod.status;
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw badRequest(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const status = [...containerStatuses, ...ephemeralContainerStatuses].find(({ name }) => name === container);
  if (status !== undefined && isRunning(status)) return;
  throw new StatusError(
    500,
    'InternalError',
    `Internal error occurred: unable to upgrade connection: container not found (${JSON.stringify(container)})`,
  );
}

/** The pod and the container that a request means. Throws 400 or 404. */
function podAndContainer(
  store: ObjectStore,
  { resource, namespace = '', name = '' }: ResourceTarget,
  query: URLSearchParams,
): { readonly pod: Pod; readonly container: string } {
  const pod = store.get('pods', namespace, name);
  if (pod === undefined || !isPod(pod)) throw notFound(resource, name);
  const container = chooseContainer(pod, query.get('container'));
  return { pod, container };
}

/** Reads an exec request. Throws 400, 404 or 500 as the API server and the kubelet do. */
export function parseExec({ store, backend }: Cluster, target: ResourceTarget, query: URLSearchParams): StreamSession {
  const { pod, container } = podAndContainer(store, target, query);
  const argv = query.getAll('command');
  if (argv.length === 0) throw badRequest('you must specify at least 1 command for the container');
  checkRuns(pod, container);
  const [stdin, tty] = [booleanParameter(query, 'stdin'), booleanParameter(query, 'tty')];
  return {
    stdin,
    start: () => backend.exec({ pod, container, argv, stdin, tty }),
    ended: (exitCode) => exitStatus(argv, exitCode),
  };
}

/** Reads an attach request. Throws 400, 404 or 500 as the API server and the kubelet do. */
export function parseAttach(
  { store, runtime }: Cluster,
  target: ResourceTarget,
  query: URLSearchParams,
): StreamSession {
  const { pod, container } = podAndContainer(store, target, query);
  checkRuns(pod, container);
  return {
    stdin: booleanParameter(query, 'stdin'),
    start: () => runtime.attach(pod, container),
    // Attaching says nothing of how the process ended; the container's status does.
    ended: () => exitStatus([], 0),
  };
}
