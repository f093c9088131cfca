import type { ConnectResult, DnsResult, LinkSnapshot, Measured } from '../../contracts/probe.ts';
import type { Instant } from '../../contracts/time.ts';
import type { LinkFacts, PathMtuFacts } from '../facts.ts';
import { measured } from '../measured.ts';
import { sourcePodWords } from '../dns/dns.ts';
import { destinationProblem, sourceProblem } from './ends.ts';
import { lastOf } from './snapshot.ts';

/** What was found on a link lately, beyond the newest result of each probe that the snapshot holds. */
export interface LinkHistory {
  readonly connects: readonly ConnectResult[];
  readonly pathMtu: readonly PathMtuFacts[];
  readonly dns: DnsResult | undefined;
  /** What a run found out about its place: 'the pod was deleted'. */
  readonly placeGone: string | undefined;
  /** Facts from before belong to other pods. */
  readonly since: Instant;
}

/** The history of a link, or of a link whose pods were replaced. */
export function freshHistory(since: Instant): LinkHistory {
  return { connects: [], pathMtu: [], dns: undefined, placeGone: undefined, since };
}

/** Older facts say nothing about the link as it is now. */
const memory = 40_000;

/** The one-line answer from the snapshot and the history. Pure. */
export function answer(snapshot: LinkSnapshot, history: LinkHistory): Measured {
  return measured(linkFacts(snapshot, history));
}

function linkFacts(snapshot: LinkSnapshot, history: LinkHistory): LinkFacts {
  const { source, destination } = snapshot;
  const latency = lastOf(snapshot.latency);
  const points = latency?.points ?? [];
  const newest = Math.max(
    points.at(-1)?.at ?? 0,
    history.connects.at(-1)?.at ?? 0,
    history.pathMtu.at(-1)?.result.at ?? 0,
    history.dns?.at ?? 0,
  );
  const from = Math.max(history.since, newest - memory);
  const states = [snapshot.connect, snapshot.latency, snapshot.pathMtu];
  return {
    sourceProblem: source === undefined ? undefined : (sourceProblem(source) ?? history.placeGone),
    destinationProblem: destination === undefined ? undefined : destinationProblem(destination),
    connects: history.connects.filter((result) => result.at >= from),
    pings: points.slice(-60).filter((point) => point.at >= from),
    ...(latency === undefined ? {} : { pingMethod: latency.summary.method }),
    pathMtu: history.pathMtu.filter((facts) => facts.result.at >= from),
    // The bastion may see other names than the pod: its answer is shown, and proves nothing about the link.
    dns: history.dns?.askedFrom === sourcePodWords && history.dns.at >= from ? history.dns : undefined,
    failures: states.flatMap((state) => (state.state === 'failed' ? [state.sentence] : [])),
  };
}
