import { entrypointOf, findContainer } from '../../world/container.ts';
import { asText } from '../../world/fields.ts';
import { isPod } from '../../world/guards.ts';
import type { ServerResponse } from 'node:http';
import type { Pod } from '../../world/shapes.ts';
import type { World, WorldContainer } from '../../world/types.ts';
import type { Cluster } from '../cluster.ts';
import { waitingReason } from '../controllers/container-states.ts';
import { chooseContainer } from '../exec/exec-request.ts';
import type { ContainerOutput } from '../runtime/container-output.ts';
import type { ObjectStore } from '../store.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import { badRequest, notFound } from '../wire/status.ts';
import { ContainerLog } from './log-lines.ts';
import { type LogOptions, parseLogOptions, selectLines } from './log-query.ts';
import { LogWriter } from './log-writer.ts';

const silent: WorldContainer['logs'] = { start: [], loop: [], every: 60 };

/** The demo's containers have been talking for this long when it starts, milliseconds. */
const history = 600_000;

function logOf(world: World, pod: Pod, container: string, servedSince: number): ContainerLog {
  const known = findContainer(world, pod, container);
  const startTime = Date.parse(asText(pod.status['startTime']) ?? pod.metadata.creationTimestamp ?? '');
  return new ContainerLog(
    known?.logs ?? silent,
    Number.isNaN(startTime) ? servedSince : startTime,
    servedSince - history,
  );
}

/** Throws the kubelet's words for a container that has not begun. */
function checkBegun(pod: Pod, container: string): void {
  const { containerStatuses = [], ephemeralContainerStatuses = [] } = pod.status;
  const status = [...containerStatuses, ...ephemeralContainerStatuses].find(({ name }) => name === container);
  const reason = status === undefined ? 'ContainerCreating' : waitingReason(status);
  if (reason === undefined || reason === 'CrashLoopBackOff') return;
  const words: Readonly<Record<string, string>> = {
    ErrImagePull: "image can't be pulled",
    ImagePullBackOff: 'trying and failing to pull image',
  };
  throw badRequest(
    `container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${words[reason] ?? reason}`,
  );
}

/** Calls `end` once the pod is gone; returns the way to stop. */
function onceGone(store: ObjectStore, pod: Pod, end: () => void): () => void {
  return store.subscribe(({ type, object }) => {
    if (type === 'DELETED' && object.metadata.uid === pod.metadata.uid) end();
  });
}

/** Sends what a command has written, and with `follow` what it writes until its end. */
function serveOutput(output: ContainerOutput, options: LogOptions, response: ServerResponse): void {
  const writer = new LogWriter(response, options);
  let told = output.count;
  writer.write(selectLines(output.linesFrom(0), options));
  if (!options.follow || output.ended || writer.full) {
    writer.end();
    return;
  }
  const unsubscribe = output.subscribe(() => {
    const lines = output.linesFrom(told);
    told = output.count;
    writer.write(lines);
    if (output.ended) writer.end();
  });
  response.once('close', unsubscribe);
}

/** Sends what an application of the demo's world is played to write. */
function servePlayed(
  log: ContainerLog,
  options: LogOptions,
  response: ServerResponse,
  onceOver: (end: () => void) => () => void,
): void {
  const writer = new LogWriter(response, options);
  let told = Date.now();
  writer.write(selectLines(log.until(told), options));
  if (!options.follow || writer.full) {
    writer.end();
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const next = log.nextAfter(told);
    if (next === undefined || response.writableEnded) return;
    timer = setTimeout(
      () => {
        const now = Math.max(Date.now(), next);
        writer.write(log.until(now).filter((line) => line.at > told));
        told = now;
        wait();
      },
      Math.max(0, next - Date.now()),
    );
  };
  const unsubscribe = onceOver(() => writer.end());
  response.once('close', () => {
    clearTimeout(timer);
    unsubscribe();
  });
  wait();
}

/** Serves GET pods/NAME/log, following until the client leaves or the pod is gone. Rejects with 400 or 404 before the first byte only. */
export async function serveLog(
  { store, world, runtime }: Cluster,
  target: ResourceTarget,
  query: URLSearchParams,
  response: ServerResponse,
  servedSince: number,
): Promise<void> {
  const { namespace = '', name = '' } = target;
  const pod = store.get('pods', namespace, name);
  if (pod === undefined || !isPod(pod)) throw notFound(target.resource, name);
  const container = chooseContainer(pod, query.get('container'));
  const options = parseLogOptions(query, Date.now());
  if (entrypointOf(world, pod, container) !== undefined) await runtime.begun(pod, container);
  const output = runtime.output(pod.metadata.uid ?? '', container, options.previous);
  if (options.previous && output === undefined)
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  if (output === undefined) checkBegun(pod, container);
  if (output !== undefined) serveOutput(output, options, response);
  else servePlayed(logOf(world, pod, container, servedSince), options, response, (end) => onceGone(store, pod, end));
}
