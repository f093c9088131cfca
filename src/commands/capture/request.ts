import { transportFilter } from '../../capture/plan/filter.ts';
import { usualBounds } from '../../capture/session/limits.ts';
import type { CapturePoint, CaptureRequest } from '../../contracts/capture.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import { parseEndpointText } from '../../link/parse-endpoint.ts';
import type { CaptureOptions } from './options.ts';

/** What the options ask for; a link's places and filter are proposed by the desk. Rejects with a PlumblineError. */
export async function captureRequest(cluster: Cluster, options: CaptureOptions): Promise<CaptureRequest> {
  const { from, to, protocol, filter, seconds, packets, whole } = options;
  const bounds = { ...usualBounds, duration: seconds * 1000, packets };
  const depth = whole === true ? 'whole' : 'headers';
  if (from === undefined || to === undefined) {
    const points = namedPoints(options);
    // Without a filter a node's device would show the capture of itself on its way here.
    const usual = points.some(({ kind }) => kind === 'node') ? transportFilter : '';
    return { points, filter: filter ?? usual, depth, bounds };
  }
  const { port } = parseEndpointText(to);
  const [source, destination] = await Promise.all([cluster.find(from), cluster.find(to)]);
  const link = { source, destination, protocol, ...(port === undefined ? {} : { port }) };
  const proposed = await cluster.captures.propose(link);
  return { ...proposed, filter: filter ?? proposed.filter, depth, bounds };
}

function namedPoints({ pod, node, device }: CaptureOptions): readonly CapturePoint[] {
  const pods = pod.map((text): CapturePoint => {
    const [namespace = '', name = ''] = text.split('/');
    return { kind: 'pod', namespace, pod: name, side: 'auto' };
  });
  return [...pods, ...node.map((name): CapturePoint => ({ kind: 'node', node: name, device }))];
}
