import type { CapturePart, CapturePoint, CaptureRequest, CaptureState } from '../contracts/capture.ts';
import type { ResolvedEndpoint } from '../contracts/endpoint.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { linkFilter, tunnelFilter } from '../capture/plan/filter.ts';
import { linkEnds, type Party, partyOf } from '../capture/plan/link-parties.ts';
import { openPoint, type PointReach } from '../capture/plan/open-point.ts';
import { linkPoints, positionOf } from '../capture/plan/points.ts';
import { ipOf } from '../capture/meaning/seen-packet.ts';
import { CaptureRun, type PlannedSide } from '../capture/session/capture-run.ts';
import { checkRequest, usualBounds } from '../capture/session/limits.ts';
import { tcpdumpArgv } from '../capture/session/tcpdump-argv.ts';
import type { Clock } from '../kube/clock.ts';

/** What the desk needs of the cluster that is open. */
export interface CaptureDeskParts {
  readonly clock: Clock;
  readonly runtimeFolder: string;
  readonly reach: PointReach;
  readonly resolve: (endpoint: NonNullable<CaptureRequest['link']>['source']) => Promise<ResolvedEndpoint>;
  readonly cni: () => Parameters<typeof tunnelFilter>[1];
  /** An address by which other nodes reach this one. */
  readonly nodeAddress: (node: string) => string | undefined;
  readonly tell: (capture: number, state: CaptureState) => void;
}

interface Parties {
  readonly source: Party;
  readonly destination: Party;
}

/** The captures of one context, where the cluster is: proposed, run, kept. */
export class CaptureDeskHost {
  readonly #parts: CaptureDeskParts;
  readonly #runs = new Map<number, CaptureRun>();

  constructor(parts: CaptureDeskParts) {
    this.#parts = parts;
  }

  /** What would be captured for a link. Rejects with a PlumblineError where an end is not known. */
  async propose(link: NonNullable<CaptureRequest['link']>): Promise<CaptureRequest> {
    const parties = await this.#parties(link);
    const points = linkPoints(parties.source, parties.destination);
    if (points.length === 0)
      throw new PlumblineError('Neither end of the link is a pod or a node of this cluster.', {
        kind: 'usage',
        operation: 'propose a capture',
        nextStep: 'Name a pod, or a node with a device.',
      });
    const { protocol, port } = link;
    // A service's packets name another port behind it.
    const ports = typeof port === 'number' && link.destination.kind !== 'service' ? [port] : [];
    const filter = linkFilter({ ...parties, protocol, ports });
    return { points, filter, depth: 'headers', bounds: usualBounds, link };
  }

  /** Starts a capture under a number of the asker's. */
  async start(number: number, request: CaptureRequest): Promise<CaptureState> {
    checkRequest(request);
    const parties = request.link === undefined ? undefined : await this.#parties(request.link);
    let first: (state: CaptureState) => void = () => {};
    const begun = new Promise<CaptureState>((resolve) => {
      first = resolve;
    });
    const run = await CaptureRun.start({
      request,
      sides: request.points.map((point) => this.#side(point, request, parties)),
      ends: parties === undefined ? undefined : linkEnds(parties.source, parties.destination),
      clock: this.#parts.clock,
      runtimeFolder: this.#parts.runtimeFolder,
      vxlanPorts: [],
      changed: (state) => {
        first(state);
        this.#parts.tell(number, state);
      },
    });
    this.#runs.set(number, run);
    run.tell();
    return await begun;
  }

  async stop(number: number): Promise<void> {
    await this.#runs.get(number)?.stop();
  }

  async save(number: number, part: CapturePart, file: string): Promise<void> {
    await this.#run(number).save(part, file);
  }

  read(number: number, part: CapturePart, offset: number): ReturnType<CaptureRun['read']> {
    return this.#run(number).read(part, offset);
  }

  async close(number: number): Promise<void> {
    const run = this.#runs.get(number);
    this.#runs.delete(number);
    await run?.close();
  }

  /** Ends every capture. Never rejects. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#runs.keys()].map((number) => this.close(number)));
  }

  #run(number: number): CaptureRun {
    const run = this.#runs.get(number);
    if (run !== undefined) return run;
    throw new PlumblineError('This capture was let go of.', { kind: 'not-found', operation: 'read a capture' });
  }

  async #parties({ source, destination }: NonNullable<CaptureRequest['link']>): Promise<Parties> {
    const [from, to] = await Promise.all([this.#parts.resolve(source), this.#parts.resolve(destination)]);
    return { source: partyOf(from), destination: partyOf(to) };
  }

  #side(point: CapturePoint, request: CaptureRequest, parties: Parties | undefined): PlannedSide {
    const { reach, nodeAddress, cni } = this.#parts;
    const podNode = point.kind === 'pod' ? reach.pod(point.namespace, point.pod)?.node : undefined;
    const position = positionOf(point, podNode, parties && [parties.source, parties.destination]);
    const own = point.kind === 'node' ? point.node : undefined;
    const others = parties === undefined ? [] : [parties.destination, parties.source];
    const other = others.find(({ node }) => node !== own);
    const towards = other?.node === undefined ? other?.addresses[0] : nodeAddress(other.node);
    const tunnels =
      point.kind === 'node' && parties !== undefined && request.filter !== '' ? tunnelFilter(parties, cni()) : '';
    const filter = tunnels === '' ? request.filter : `(${request.filter}) or ${tunnels}`;
    const inner = new Set(
      parties === undefined ? [] : [...parties.source.podAddresses, ...parties.destination.podAddresses],
    );
    return {
      where: pointText(point),
      position,
      async open(signal) {
        const found = { ...(await openPoint(point, towards, reach, signal)), filter };
        const { packets } = request.bounds;
        const argv = tcpdumpArgv({ device: found.device, depth: request.depth, packets, filter });
        const line = found.sudo ? ['sudo', '-n', ...argv] : argv;
        return { ...found, commandLine: found.runner.commandLine(line) };
      },
      ...(tunnels === '' ? {} : { wants: (seen) => seen.packet.tunnels.length === 0 || isAbout(ipOf(seen), inner) }),
    };
  }
}

/** Whether a packet out of a tunnel has to do with these pods; with none of them known, any may. */
function isAbout(packet: ReturnType<typeof ipOf>, addresses: ReadonlySet<string>): boolean {
  return addresses.size === 0 || (packet !== undefined && (addresses.has(packet.from) || addresses.has(packet.to)));
}

function pointText(point: CapturePoint): string {
  if (point.kind === 'node')
    return `${point.device === 'uplink' ? 'the uplink of' : `${point.device} on`} node ${point.node}`;
  return `pod ${point.namespace}/${point.pod}`;
}
