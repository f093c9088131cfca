import type { Cluster } from '../../contracts/cluster.ts';
import type { EndpointPod, ResolvedEndpoint } from '../../contracts/endpoint.ts';
import type { Link } from '../../contracts/link.ts';
import type { Ladder } from '../../contracts/ladder.ts';
import type { Runner } from '../../contracts/runner.ts';
import type { EvidenceShelf } from '../../contracts/session.ts';
import type { Instant } from '../../contracts/time.ts';
import { ladderSource, type ProbeSource, probeSource } from '../run/source.ts';
import { endsKey, serverPod, sourcePod } from './ends.ts';

/** Both ends of the link as they stand now, with the means to run programs there. */
export interface Ends {
  readonly source: ResolvedEndpoint;
  readonly destination: ResolvedEndpoint;
  /** Undefined while the source has no pod. */
  readonly from: ProbeSource | undefined;
  /** Where an iperf3 server can run; undefined without a destination pod. */
  readonly to: ProbeSource | undefined;
  /** Fires when these ends are replaced by others. */
  readonly replaced: AbortSignal;
}

/** Follows both ends of a link. */
export interface FollowedEnds {
  current(): Ends | undefined;
  /** The ends once the source has a pod; undefined when the signal fires first. */
  usable(signal: AbortSignal): Promise<Ends | undefined>;
  end(): void;
}

export interface FollowOptions {
  readonly cluster: Cluster;
  readonly evidence: EvidenceShelf;
  readonly now: () => Instant;
  /** How places beyond the pods' own containers are reached; without it there are none. */
  readonly ladder?: Ladder | undefined;
  readonly link: Link;
  /** `switched` is false for the first ends and for changes that no probe needs to mind. */
  readonly onChange: (ends: Ends, before: Ends | undefined, switched: boolean) => void;
}

/** Containers of one pod that are tried for a program; they share its network. */
const mostContainers = 4;

/** Starts to follow; `onChange` is called with each change once both ends are known. */
export function followEnds(options: FollowOptions): FollowedEnds {
  const { cluster, link } = options;
  let source: ResolvedEndpoint | undefined;
  let destination: ResolvedEndpoint | undefined;
  let ends: Ends | undefined;
  let key = '';
  let replaced = new AbortController();
  const waiting = new Set<() => void>();
  let over = false;

  const changed = (): void => {
    if (over || source === undefined || destination === undefined) return;
    const before = ends;
    const nextKey = endsKey(source, destination);
    const switched = before !== undefined && nextKey !== key;
    if (switched) {
      replaced.abort();
      replaced = new AbortController();
    }
    const same = before !== undefined && !switched;
    key = nextKey;
    ends = {
      source,
      destination,
      from: same ? before.from : placeOf(options, source),
      to: same ? before.to : serverPlaceOf(options, destination),
      replaced: replaced.signal,
    };
    options.onChange(ends, before, switched);
    for (const wake of [...waiting]) wake();
  };

  const unfollow = [
    cluster.follow(link.source, (resolved) => {
      source = resolved;
      changed();
    }),
    cluster.follow(link.destination, (resolved) => {
      destination = resolved;
      changed();
    }),
  ];

  return {
    current: () => ends,
    async usable(signal) {
      while (!signal.aborted && !over) {
        if (ends?.from !== undefined) return ends;
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          signal.addEventListener('abort', wake, { once: true });
        });
      }
      return undefined;
    },
    end() {
      over = true;
      for (const stop of unfollow) stop();
      replaced.abort();
      for (const wake of [...waiting]) wake();
    },
  };
}

function placeOf(options: FollowOptions, source: ResolvedEndpoint): ProbeSource | undefined {
  const pod = sourcePod(source);
  return pod === undefined ? undefined : sourceIn(options, pod);
}

function serverPlaceOf(options: FollowOptions, destination: ResolvedEndpoint): ProbeSource | undefined {
  const pod = serverPod(destination);
  return pod === undefined ? undefined : sourceIn(options, pod);
}

/** Where programs run for a pod: on its ladder, or without one in its own containers. */
export function sourceIn(
  { cluster, evidence, now, ladder }: Pick<FollowOptions, 'cluster' | 'evidence' | 'now' | 'ladder'>,
  pod: Pick<EndpointPod, 'namespace' | 'name' | 'uid' | 'containers'>,
): ProbeSource {
  return ladder === undefined
    ? probeSource(runners(cluster, pod), evidence, now)
    : ladderSource(ladder.of(pod), evidence, now);
}

/** A runner for each container of the pod, at most a few; one without a container where none is known. */
function runners(
  cluster: Pick<Cluster, 'runner'>,
  pod: Pick<EndpointPod, 'namespace' | 'name' | 'uid' | 'containers'>,
): readonly Runner[] {
  const target = { namespace: pod.namespace, pod: pod.name, uid: pod.uid };
  if (pod.containers.length === 0) return [cluster.runner(target)];
  return pod.containers.slice(0, mostContainers).map((container) => cluster.runner({ ...target, container }));
}
