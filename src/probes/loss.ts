import type { LatencyPoint } from '../contracts/probe.ts';
import type { LinkFacts, PathMtuFacts } from './facts.ts';

/** Packets sent and lost. */
export interface Loss {
  readonly sent: number;
  readonly lost: number;
}

/** Pings looked at for loss. */
const window = 20;
/** So many losses in a row are an outage: what came before its end tells nothing about the link as it is now. */
const outageLength = 4;
/** Replies without a loss after an outage, before the link counts as healthy again. */
const recovered = 5;

/**
 * Loss of the newest pings, of those since the last outage where one has ended. `mixed` is a loss that a reply came
 * after: losses at the very end may as well be the start of an outage, which the next connect decides.
 */
export function pingLoss(
  points: readonly LatencyPoint[],
): Loss & { readonly replies: number; readonly mixed: boolean } {
  const samples = points.filter((point) => point.mark === undefined).slice(-window);
  const current = sinceOutage(samples);
  const lost = current.filter((point) => point.milliseconds === undefined).length;
  const lastReply = current.findLastIndex((point) => point.milliseconds !== undefined);
  const mixed = current.slice(0, Math.max(0, lastReply)).some((point) => point.milliseconds === undefined);
  return { sent: current.length, lost, replies: current.length - lost, mixed };
}

function sinceOutage(samples: readonly LatencyPoint[]): readonly LatencyPoint[] {
  let run = 0;
  let end = 0;
  for (const [index, point] of samples.entries()) {
    if (point.milliseconds === undefined) {
      run += 1;
      continue;
    }
    if (run >= outageLength) end = index;
    run = 0;
  }
  const since = samples.slice(end);
  return end > 0 && since.length < recovered ? samples : since;
}

/** Loss among the pings that were under way while the newest connect was tried: mixed means that the path loses packets. */
export function lossDuring(points: readonly LatencyPoint[], from: number): Loss {
  const during = points.filter((point) => point.mark === undefined && point.at >= from);
  return { sent: during.length, lost: during.filter((point) => point.milliseconds === undefined).length };
}

/** A running connect is never older: the loop's period, a connect that times out, a slow exec. */
const newestConnect = 8_000;

/**
 * Whether pings tell that an open port may be open no more: the connect is old, and all of the many pings since are
 * lost. Beside connects that go on, lost pings are ICMP's own affair.
 */
export function lostSince(points: readonly LatencyPoint[], connectAt: number): boolean {
  const since = points.filter((point) => point.mark === undefined && point.at > connectAt);
  const last = since.at(-1);
  if (last === undefined || last.at - connectAt <= newestConnect || since.length < outageLength) return false;
  return since.every((point) => point.milliseconds === undefined);
}

/** Loss among the packets of the newest path MTU test: small ones, and full-size ones where some of those pass. */
export function pathMtuLoss(facts: PathMtuFacts | undefined): Loss {
  if (facts === undefined) return { sent: 0, lost: 0 };
  const full = facts.full.lost < facts.full.sent ? facts.full : { sent: 0, lost: 0 };
  return { sent: facts.small.sent + full.sent, lost: facts.small.lost + full.lost };
}

/** Connects that timed out among the newest ten, where others were open: the path loses even repeated SYNs. */
export function connectLoss(connects: LinkFacts['connects']): Loss {
  const newest = connects.slice(-10).filter((result) => result.class === 'open' || result.class === 'timeout');
  return { sent: newest.length, lost: newest.filter((result) => result.class === 'timeout').length };
}
