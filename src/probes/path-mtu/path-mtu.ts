import type { EvidenceId } from '../../contracts/evidence.ts';
import type { PathMtuResult } from '../../contracts/probe.ts';
import { addressFamily } from '../../link/address.ts';
import type { PingRun } from '../../tools/ping/tool.ts';
import { type PingAttempt, runPing } from '../latency/ping-run.ts';
import { isCostly } from '../run/run-where-found.ts';
import { onLadder, stuckFor, withRefusal } from '../run/on-ladder.ts';
import { missingSentence, placeText, type ProbeSource } from '../run/source.ts';
import { troubleOf } from '../run/trouble.ts';
import { headerBytes, judgePathMtu } from './judge.ts';
import { interfaceMtu } from './interface-mtu.ts';

/** A path MTU result with the counts it rests on, and whether the source was found to be gone. */
export interface PathMtuProbe {
  readonly result: PathMtuResult;
  readonly small: PacketCount;
  readonly full: PacketCount;
  readonly placeGone: boolean;
}

export interface PacketCount {
  readonly sent: number;
  readonly lost: number;
}

export interface PathMtuOptions {
  /** Packet size in bytes with IP header; the interface's MTU unless given. */
  readonly size?: number;
  readonly signal: AbortSignal;
  /** Nobody asked for this very test: it is left out where each of its pings would cost a container. */
  readonly sparing?: true;
}

/** Used where the interface's MTU cannot be read: a packet too long for the interface is refused there, and the next is tried. */
const usualMtus = [1500, 1480, 1450, 1440, 1420, 1400, 1370, 1280];

/** Sends small and full-size pings that must not be fragmented, and compares. Never throws. */
export async function probePathMtu(
  source: ProbeSource,
  address: string,
  options: PathMtuOptions,
): Promise<PathMtuProbe> {
  const { result, refusal } = await onLadder(source, {
    programs: ['ping'],
    signal: options.signal,
    attempt: () => pathMtuHere(source, address, options),
    stuck: (probe) => probe.result.class === 'not-tested' && !probe.placeGone && stuckFor(source, ['ping']),
  });
  if (refusal === undefined) return result;
  return { ...result, result: { ...result.result, sentence: withRefusal(result.result.sentence, refusal) } };
}

async function pathMtuHere(source: ProbeSource, address: string, options: PathMtuOptions): Promise<PathMtuProbe> {
  const { signal } = options;
  const evidence: EvidenceId[] = [];
  const none = { sent: 0, lost: 0 };
  const untested = (sentence: string, placeGone = false): PathMtuProbe => ({
    result: { class: 'not-tested', sentence, mtu: undefined, at: source.now(), evidence },
    small: none,
    full: none,
    placeGone,
  });
  if (options.sparing === true && isCostly(source))
    return untested('not tested by itself: each ping would cost a container; plumbline probe path-mtu does');
  const header = headerBytes(addressFamily(address) ?? 4);
  const ping = async (size: number | undefined, count: number): Promise<PingAttempt> => {
    const packet = size === undefined ? {} : { size: size - header, fullSize: true };
    const attempt = await runPing(source, { address, count, interval: 0.2, wait: 1, ...packet }, signal);
    if (attempt.kind === 'ran' && attempt.outcome.evidence !== undefined) evidence.push(attempt.outcome.evidence);
    return attempt;
  };
  const [own, smallAttempt] = await Promise.all([
    options.size === undefined ? knownMtu(source, signal) : Promise.resolve(options.size),
    ping(undefined, 4),
  ]);
  const notSmall = unusable(source, smallAttempt);
  if (notSmall !== undefined) return untested(notSmall.sentence, notSmall.placeGone);

  let fullRun: PingRun | undefined;
  const sizes = own === undefined ? [...usualMtus] : [own];
  let size = sizes[0] ?? 1500;
  for (let index = 0; index < sizes.length && !signal.aborted; index += 1) {
    size = sizes[index] ?? size;
    const attempt = await ping(size, 8);
    const trouble = unusable(source, attempt);
    if (trouble !== undefined) return untested(trouble.sentence, trouble.placeGone);
    fullRun = attempt.kind === 'ran' ? attempt.run : undefined;
    if (fullRun === undefined || fullRun.tooLongHere === 0 || fullRun.tooLong > fullRun.tooLongHere) break;
    // Too long for the interface here, so nothing was learnt of the path: go on with the size that it names.
    const named = fullRun.mtu;
    if (named !== undefined && named < size && options.size === undefined) sizes.splice(index + 1, sizes.length, named);
  }
  if (signal.aborted) return untested('The path MTU test was stopped');
  if (smallAttempt.kind !== 'ran' || fullRun === undefined) return untested('No full-size packet was sent');
  if (options.size === undefined && fullRun.tooLongHere === 0) source.knowledge.forms.set('mtu', String(size));
  const judged = judgePathMtu(smallAttempt.run, fullRun, size);
  return {
    result: { ...judged, at: source.now(), evidence, place: smallAttempt.outcome.runner.place },
    small: counted(smallAttempt.run),
    full: counted(fullRun),
    placeGone: false,
  };
}

/** The interface's MTU does not change while a pod lives: read once per source. */
async function knownMtu(source: ProbeSource, signal: AbortSignal): Promise<number | undefined> {
  const known = source.knowledge.forms.get('mtu');
  if (known !== undefined) return Number(known);
  const read = await interfaceMtu(source, signal);
  if (read !== undefined) source.knowledge.forms.set('mtu', String(read));
  return read;
}

function unusable(
  source: ProbeSource,
  attempt: PingAttempt,
): { readonly sentence: string; readonly placeGone: boolean } | undefined {
  if (attempt.kind === 'missing') {
    return { sentence: `Full-size packets were not tested: ${missingSentence(source, ['ping'])}`, placeGone: false };
  }
  const trouble = troubleOf(attempt.outcome);
  if (trouble !== undefined) return trouble;
  if (attempt.run.failure === undefined) return undefined;
  const words = attempt.run.words ?? attempt.run.failure;
  return { sentence: `Full-size packets were not tested: in ${placeText(source)} '${words}'`, placeGone: false };
}

function counted(run: PingRun): PacketCount {
  return { sent: run.transmitted, lost: Math.max(0, run.transmitted - run.received) };
}
