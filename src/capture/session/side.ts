import type { CaptureRequest } from '../../contracts/capture.ts';
import type { NodeWay } from '../../contracts/node.ts';
import type { Runner } from '../../contracts/runner.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { type Clock, pause } from '../../kube/clock.ts';
import { RenewedRun } from './renewed-run.ts';
import { judgeEnd, type SideEnd } from './side-end.ts';
import { tcpdumpArgv } from './tcpdump-argv.ts';
import type { TcpdumpSink } from './tcpdump-run.ts';

/** One run on the other side lasts no longer: whoever is lost leaves nothing behind for longer than that. */
const runMost: Duration = 58_000;
/** So long before the end of a run the next one begins. */
const overlap: Duration = 6_000;

/** Ending so long before its time is early. */
const earlyBy: Duration = 3_000;

/** Where one side's tcpdump runs. */
export interface SidePlace {
  /** 'veth4a2f on node worker-1', 'eth0 in pod shop/web-1'. */
  readonly where: string;
  readonly device: string;
  readonly runner: Runner;
  readonly sudo: boolean;
  readonly way: NodeWay | undefined;
  /** What tcpdump is given there: the request's filter, and what tunnels need besides. */
  readonly filter: string;
}

/** A time in which this side may have missed packets, by our clock. */
export interface Gap {
  readonly from: Instant;
  readonly to: Instant;
}

/** What a side tells while it captures. */
export interface SideSink extends TcpdumpSink {
  gap(gap: Gap): void;
  dropped(count: number): void;
  /** How much more is wanted; 0 packets or bytes when this side has all it was asked for. */
  wanted(): { readonly packets: number; readonly bytes: number };
}

/** What a side's capture is made with. `enough` aborts when the side has all it was asked for, `signal` when it shall end. */
export interface SideParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly enough: AbortSignal;
  readonly sink: SideSink;
  /** How long one run lasts at most, for tests. */
  readonly runMost?: Duration;
}

/** Captures at one place until the time is over, enough was taken, or something fails. Never rejects. */
export async function captureSide(
  place: SidePlace,
  request: Pick<CaptureRequest, 'depth' | 'bounds'>,
  { clock, signal, enough, sink, runMost: most = runMost }: SideParts,
): Promise<SideEnd> {
  const over = clock.now() + request.bounds.duration;
  const asked = AbortSignal.any([signal, enough]);
  const start = (): RenewedRun => {
    const { packets, bytes } = sink.wanted();
    const order = { device: place.device, depth: request.depth, packets, filter: place.filter };
    const deadline = Math.min(most, Math.max(1000, over - clock.now()));
    const { runner, sudo } = place;
    return new RenewedRun({ runner, argv: tcpdumpArgv(order), deadline, outputCap: bytes, sudo, signal: asked }, sink);
  };
  let run = start();
  run.take(Number.NEGATIVE_INFINITY);
  for (;;) {
    const next = over - clock.now() <= most ? undefined : await nextRun(run, start, most, clock, asked);
    const end = await run.ended;
    if (end.dropped !== undefined) sink.dropped(end.dropped);
    const { packets, bytes } = sink.wanted();
    const full = packets <= 0 ? 'packets' : bytes <= 0 ? 'bytes' : undefined;
    if (next === undefined || asked.aborted) {
      const last = await next?.ended;
      if (last?.dropped !== undefined) sink.dropped(last.dropped);
      return judgeEnd(place, end, { full, stopped: signal.aborted, early: over - clock.now() > earlyBy });
    }
    const endedAt = clock.now();
    const missed = next.listeningAt === undefined;
    next.take(run.lastTime);
    run = next;
    if (missed) void gapUntilListening(run, endedAt, clock, sink);
  }
}

/** The run that follows, begun shortly before this one ends; undefined where this one ends before. */
async function nextRun(
  run: RenewedRun,
  start: () => RenewedRun,
  most: Duration,
  clock: Clock,
  asked: AbortSignal,
): Promise<RenewedRun | undefined> {
  const waited = new AbortController();
  const due = await Promise.race([
    run.ended.then(() => false),
    pause(clock, Math.max(most / 2, most - overlap), AbortSignal.any([asked, waited.signal])).then(
      () => !asked.aborted,
    ),
  ]);
  waited.abort();
  return due ? start() : undefined;
}

/** The run that follows was not ready when the one before ended: what passed until then is not known. */
async function gapUntilListening(run: RenewedRun, from: Instant, clock: Clock, sink: SideSink): Promise<void> {
  while (run.listeningAt === undefined) {
    const ended = await Promise.race([run.ended.then(() => true), pause(clock, 100, new AbortController().signal)]);
    if (ended === true) break;
  }
  sink.gap({ from, to: run.listeningAt ?? clock.now() });
}
