import type { Cluster } from '../../contracts/cluster.ts';
import type { ResolvedEndpoint } from '../../contracts/endpoint.ts';
import type { Ladder } from '../../contracts/ladder.ts';
import type { EvidenceShelf } from '../../contracts/session.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { LatencyPoint } from '../../contracts/probe.ts';
import type { Link } from '../../contracts/link.ts';
import type { Place } from '../../contracts/runner.ts';
import { addressFamily } from '../../link/address.ts';
import { describeEndpoint } from '../../link/describe.ts';
import { measureBandwidth } from '../../probes/bandwidth/bandwidth.ts';
import { pingAddress, pingRemark } from '../../probes/bench/connect-loops.ts';
import {
  destinationProblem,
  matching,
  serverPod,
  sourcePod,
  sourceProblem,
  targetAddress,
  targetPort,
} from '../../probes/bench/ends.ts';
import { sourceIn } from '../../probes/bench/followed-ends.ts';
import { askPing } from '../../probes/connect/ask-ping.ts';
import { probeConnect } from '../../probes/connect/connect.ts';
import { resolveName } from '../../probes/dns/resolve-name.ts';
import { measureLatency } from '../../probes/latency/latency.ts';
import type { LatencyEnd } from '../../probes/latency/types.ts';
import { probePathMtu } from '../../probes/path-mtu/path-mtu.ts';
import type { ProbeSource } from '../../probes/run/source.ts';
import { withoutLosses, withPoint } from '../../probes/series/latency-points.ts';
import { latencySummary } from '../../probes/series/latency-summary.ts';
import { bandwidthOptions, type ProbeOptions } from './options.ts';
import { patience } from './ends.ts';
import type { ProbeReport } from './report.ts';
import { bandwidthReport, connectReport, dnsReport, latencyReport, pathMtuReport } from './reports.ts';

/** A link whose ends are known, and where its programs run. */
export interface OpenLink {
  readonly link: Link;
  readonly source: ResolvedEndpoint;
  readonly destination: ResolvedEndpoint;
  readonly from: ProbeSource;
  readonly to: ProbeSource | undefined;
  readonly signal: AbortSignal;
}

/** Resolves both ends. Throws a sentence where nothing can be run in the source. */
export async function openLink(
  cluster: Cluster,
  link: Link,
  container: string | undefined,
  parts: { readonly evidence: EvidenceShelf; readonly ladder: Ladder },
  signal: AbortSignal,
): Promise<OpenLink> {
  const [source, destination] = await Promise.all([
    cluster.resolve(link.source, patience),
    cluster.resolve(link.destination, patience),
  ]);
  const pod = sourcePod(source);
  if (pod === undefined) throw untestable(sourceProblem(source) ?? 'the source has no pod');
  if (container !== undefined && pod.containers.length > 0 && !pod.containers.includes(container)) {
    throw new PlumblineError(
      `Pod ${pod.namespace}/${pod.name} has no container ${container}: it has ${pod.containers.join(', ')}.`,
      {
        kind: 'usage',
        operation: 'choose a container',
      },
    );
  }
  const inPod = container === undefined ? pod : { ...pod, containers: [container] };
  const server = serverPod(destination);
  return {
    link,
    source,
    destination,
    from: sourceIn({ cluster, now: Date.now, ...parts }, inPod),
    to: server === undefined ? undefined : sourceIn({ cluster, now: Date.now, ...parts }, server),
    signal,
  };
}

/** `plumbline probe connect`. */
export async function connectCommand(open: OpenLink, options: ProbeOptions<'connect'>): Promise<ProbeReport> {
  const { link, source, destination, signal } = open;
  if (link.protocol !== 'TCP') throw usage('only TCP answers a connect: leave --protocol out');
  const address = targetAddress(source, destination);
  // What is not there has no ports either: that it is not there comes first.
  if (address === undefined) throw untestable(destinationProblem(destination) ?? 'the destination has no address');
  const port = targetPort(link, destination);
  if (port === undefined) throw usage(portMissing(open));
  const probe = await probeConnect(open.from, address, port, {
    timeoutSeconds: options.timeout,
    http: options.http,
    signal,
  });
  // The ping of a service goes to a backend and would tell of another path.
  const result = pingAddress(open) === address ? await askPing(open.from, probe.result, signal) : probe.result;
  return connectReport(result, result.class === 'open' ? undefined : destination.problem);
}

/** `plumbline probe latency`. */
export async function latencyCommand(open: OpenLink, options: ProbeOptions<'latency'>): Promise<ProbeReport> {
  const address = pingAddress(open);
  if (address === undefined)
    throw untestable(open.destination.problem ?? 'the destination has no address that answers a ping');
  let points: readonly LatencyPoint[] = [];
  let duplicates = 0;
  let place: Place | undefined;
  let method: { name: 'icmp' | 'tcp-connect'; remark: string | undefined } = {
    name: 'icmp',
    remark: pingRemark(open),
  };
  const end: LatencyEnd = await measureLatency(
    open.from,
    {
      address,
      tcpAddress: targetAddress(open.source, open.destination) ?? address,
      interval: options.interval * 1000,
      count: options.count,
      firstSequence: 0,
      port: open.link.protocol === 'TCP' ? targetPort(open.link, open.destination) : undefined,
    },
    {
      point: (point) => {
        points = withPoint(points, point);
      },
      withdraw: (sequences) => {
        points = withoutLosses(points, sequences);
      },
      duplicates: (more) => {
        duplicates += more;
      },
      evidence: () => {},
      place: (at) => {
        place = at;
      },
    },
    (name, remark) => {
      method = { name, remark };
    },
    open.signal,
  );
  return latencyReport(latencySummary(points, method.name, duplicates), points, { ...method, place }, end);
}

/** `plumbline probe bandwidth`. `proposedCap` is asked where no rate is given and `--uncapped` is not either. */
export async function bandwidthCommand(
  open: OpenLink,
  options: ProbeOptions<'bandwidth'>,
  proposedCap: () => number | undefined,
): Promise<ProbeReport> {
  if (options.uncapped && options.rate !== undefined) throw usage('--rate caps and --uncapped does not: give one');
  if (options.bidirectional && options.reverse) throw usage('--bidirectional measures both ways: leave --reverse out');
  const pod = serverPod(open.destination);
  const address = pod === undefined ? undefined : matching(sourcePod(open.source)?.addresses ?? [], pod.addresses);
  if (open.to === undefined || address === undefined) {
    const name = describeEndpoint(open.destination.endpoint);
    throw untestable(open.destination.problem ?? `${name} is no pod, and the iperf3 server needs one to run in`);
  }
  const rate = options.rate ?? (options.uncapped ? undefined : proposedCap());
  const wanted = bandwidthOptions({ ...options, rate });
  return bandwidthReport(await measureBandwidth(open.from, open.to, address, wanted, open.signal));
}

/** `plumbline probe dns`. A name given with --name is asked as an application would, with the search list. */
export async function dnsCommand(open: OpenLink, options: ProbeOptions<'dns'>): Promise<ProbeReport> {
  const name = options.name ?? open.destination.dnsName;
  if (name === undefined)
    throw usage(
      `${describeEndpoint(open.link.destination)} has no DNS name: choose a service or a host, or give --name`,
    );
  const own = sourcePod(open.source)?.addresses ?? [];
  const family = addressFamily(matching(own, open.destination.addresses) ?? own[0] ?? '') ?? 4;
  const rooted = options.name === undefined && open.link.destination.kind === 'service';
  const probe = await resolveName(open.from, { name, rooted, family }, open.signal);
  return dnsReport(probe.result);
}

/** `plumbline probe path-mtu`. */
export async function pathMtuCommand(open: OpenLink, options: ProbeOptions<'path-mtu'>): Promise<ProbeReport> {
  const address = pingAddress(open);
  if (address === undefined)
    throw untestable(open.destination.problem ?? 'the destination has no address that answers a ping');
  const size = options.size === undefined ? {} : { size: options.size };
  const probe = await probePathMtu(open.from, address, { ...size, signal: open.signal });
  return pathMtuReport(probe.result);
}

function portMissing(open: OpenLink): string {
  const name = describeEndpoint(open.link.destination);
  if (open.link.port !== undefined) return `${name} declares no ${open.link.protocol} port named ${open.link.port}`;
  return `${name} declares no port: give --port`;
}

function usage(sentence: string): PlumblineError {
  return new PlumblineError(`${sentence[0]?.toUpperCase()}${sentence.slice(1)}.`, {
    kind: 'usage',
    operation: 'probe',
  });
}

function untestable(sentence: string): PlumblineError {
  return new PlumblineError(`Not tested: ${sentence}.`, { kind: 'not-found', operation: 'probe' });
}
