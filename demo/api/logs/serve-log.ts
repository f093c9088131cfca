import { asText } from '../../world/fields.ts';
import { isPod } from '../../world/guards.ts';
import type { ServerResponse } from 'node:http';
import type { Pod } from '../../world/shapes.ts';
import type { World, WorldContainer } from '../../world/types.ts';
import { chooseContainer } from '../exec/exec-request.ts';
import type { ObjectStore } from '../store.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import { badRequest, notFound } from '../wire/status.ts';
import { ContainerLog } from './log-lines.ts';
import { formatLine, parseLogOptions, selectLines } from './log-query.ts';

const silent: WorldContainer['logs'] = { start: [], loop: [], every: 60 };

/** The demo's containers have been talking for this long when it starts, milliseconds. */
const history = 600_000;

function logOf(world: World, pod: Pod, container: string, servedSince: number): ContainerLog {
  const known = world.containers.find(
    (one) =>
      one.namespace === pod.metadata.namespace &&
      one.container === container &&
      pod.metadata.name.startsWith(one.podPrefix),
  );
  const startTime = Date.parse(asText(pod.status['startTime']) ?? pod.metadata.creationTimestamp ?? '');
  return new ContainerLog(
    known?.logs ?? silent,
    Number.isNaN(startTime) ? servedSince : startTime,
    servedSince - history,
  );
}

/** Serves GET pods/NAME/log, following until the client leaves or the pod is gone. Throws 400 or 404 before the first byte only. */
export function serveLog(
  store: ObjectStore,
  world: World,
  target: ResourceTarget,
  query: URLSearchParams,
  response: ServerResponse,
  servedSince: number,
): void {
  const { namespace = '', name = '' } = target;
  const pod = store.get('pods', namespace, name);
  if (pod === undefined || !isPod(pod)) throw notFound(target.resource, name);
  const container = chooseContainer(pod, query.get('container'));
  const options = parseLogOptions(query, Date.now());
  if (options.previous) throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  if (pod.status.phase === 'Pending') {
    throw badRequest(`container "${container}" in pod "${name}" is waiting to start: ContainerCreating`);
  }
  const log = logOf(world, pod, container, servedSince);

  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  const write = (text: string): void => {
    const bytes = Buffer.from(text).subarray(0, left);
    left -= bytes.length;
    response.write(bytes);
    if (left <= 0) response.end();
  };
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  response.on('error', () => response.destroy());

  let told = Date.now();
  for (const line of selectLines(log.until(told), options)) if (left > 0) write(formatLine(line, options));
  if (!options.follow || left <= 0) {
    response.end();
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const next = log.nextAfter(told);
    if (next === undefined || response.writableEnded) return;
    timer = setTimeout(
      () => {
        const now = Math.max(Date.now(), next);
        for (const line of log.until(now)) if (line.at > told && left > 0) write(formatLine(line, options));
        told = now;
        wait();
      },
      Math.max(0, next - Date.now()),
    );
  };
  const unsubscribe = store.subscribe(({ type, object }) => {
    if (type === 'DELETED' && object.metadata.uid === pod.metadata.uid) response.end();
  });
  response.once('close', () => {
    clearTimeout(timer);
    unsubscribe();
  });
  wait();
}
