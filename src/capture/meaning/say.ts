import type { CaptureRequest } from '../../contracts/capture.ts';
import type { Instant } from '../../contracts/time.ts';
import { countWords, fullStop, listWords } from '../../text/words.ts';
import type { TcpAttempt } from '../../tools/tcpdump/conversations.ts';
import { conversationWords } from '../../tools/tcpdump/conversation-words.ts';
import { echoesSeen, icmpErrorsSeen, nameQuestionsSeen, tcpAttemptsSeen } from './conversations.ts';
import { withoutDuplicates } from './duplicates.ts';
import { hopWords } from './hop-words.ts';
import { type LineUp, lineUp } from './line-up.ts';
import { marksOf } from './marks.ts';
import type { LinkEnds, SeenPacket, SideView } from './seen-packet.ts';

/** What a capture means so far. */
export interface CaptureMeaning {
  readonly sentence: string;
  readonly lastSeen: string | undefined;
  /** What makes a packet worth a look, by its number. */
  readonly marks: ReadonlyMap<number, string>;
  /** Milliseconds that each side's clock is ahead of the first one's, where packets tell. */
  readonly offsets: readonly (number | undefined)[];
}

/** Everything that a capture is judged by. */
export interface CaptureEvidence {
  readonly packets: readonly SeenPacket[];
  readonly sides: readonly SideView[];
  readonly ends: LinkEnds | undefined;
  readonly filter: CaptureRequest['filter'];
  readonly now: Instant;
  readonly running: boolean;
  /** Older packets were let go before they were judged. */
  readonly forgotten: number;
}

/** Says what a capture means. Pure; what a side may just not have seen is never said to be missing. */
export function meaningOfPackets(evidence: CaptureEvidence): CaptureMeaning {
  const { packets, sides, ends, now, running } = evidence;
  const lined = ends === undefined || sides.length < 2 ? undefined : lineUp(packets, sides, ends, now);
  const marks = marksOf(packets, lined, { now, running });
  const limits = limitWords(evidence, lined);
  const offsets = lined?.offsets ?? [];
  if (packets.length === 0) {
    return { sentence: [nothingSeen(evidence), ...limits].join(' '), lastSeen: undefined, marks, offsets };
  }
  const hop = ends === undefined || lined === undefined ? undefined : hopWords(lined, sides, packets);
  const retransmitted = [...marks.values()].filter((mark) => mark === 'retransmission').length;
  const { faults, warnings, fine } = sideWords(packets, hop !== undefined);
  if (retransmitted > 0) warnings.push(`${countWords(retransmitted, 'packet')} sent again`);
  const said = [...faults, ...warnings];
  const words = [
    ...said.slice(0, 4),
    ...(said.length > 4 ? [`${said.length - 4} more such`] : []),
    ...fine.slice(0, 2),
  ];
  const carried = tunnelWords(packets);
  const own =
    words.length === 0 && hop === undefined ? `${countWords(packets.length, 'packet')} captured` : words.join('; ');
  const sentences = [hop?.sentence, own === '' ? undefined : `${own}${carried}`]
    .filter((text) => text !== undefined)
    .map((text) => fullStop(text.replace(/^[a-z](?=[a-z]* )/, (one) => one.toUpperCase())));
  return { sentence: [...sentences, ...limits].join(' '), lastSeen: hop?.lastSeen, marks, offsets };
}

/** What the first side that saw anything says; the ends of a link tell one another's story otherwise. */
function sideWords(packets: readonly SeenPacket[], explained: boolean) {
  const first = Math.min(...packets.map(({ side }) => side));
  const own = withoutDuplicates(packets.filter(({ side }) => side === first));
  const errors = icmpErrorsSeen(withoutDuplicates(packets));
  const attempts = tcpAttemptsSeen(own);
  return conversationWords({
    errors,
    attributed: true,
    // Where it is known at which hop they vanish that is said instead.
    attempts: joined(explained ? attempts.filter(({ outcome }) => outcome !== 'unanswered') : attempts),
    echoes: explained ? { requests: 0, replies: 0 } : echoesSeen(own),
    names: nameQuestionsSeen(own),
  });
}

/** Connects from one address to one port that came out alike are told once. */
function joined(attempts: readonly TcpAttempt[]): readonly TcpAttempt[] {
  const alike = new Map<string, readonly TcpAttempt[]>();
  for (const attempt of attempts) {
    const address = attempt.from.replace(/:\d+$/, '');
    const key = `${address} ${attempt.to} ${attempt.outcome} ${attempt.resetBy === undefined}`;
    alike.set(key, [...(alike.get(key) ?? []), attempt]);
  }
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group;
    const synSent = group.reduce((sum, one) => sum + one.synSent, 0);
    return [{ ...first, from: `${first.from.replace(/:\d+$/, '')} (${group.length} connects)`, synSent }];
  });
}

function tunnelWords(packets: readonly SeenPacket[]): string {
  const tunnels = packets.flatMap(({ packet }) => packet.tunnels.slice(0, 1));
  const names = [
    ...new Set(tunnels.map(({ protocol, network }) => (network === undefined ? protocol : `${protocol} ${network}`))),
  ];
  return names.length === 0 ? '' : ` (seen inside ${listWords(names.slice(0, 3))} too)`;
}

function nothingSeen({ sides, filter, running }: CaptureEvidence): string {
  const looking = sides.filter(({ listeningFrom }) => listeningFrom !== undefined);
  if (looking.length === 0) return running ? 'Nothing is captured yet.' : 'Nothing could be captured.';
  const where = listWords(looking.map(({ where }) => where));
  return `No packet ${filter === '' ? '' : 'that the filter matches '}passed at ${where}${running ? ' so far' : ''}.`;
}

/** What the capture cannot tell: sides that failed, packets that were dropped, times in which nobody looked. */
function limitWords({ sides, forgotten, running }: CaptureEvidence, lined: LineUp | undefined): readonly string[] {
  const words: string[] = [];
  for (const { where, state, note, dropped = 0, gaps } of sides) {
    if (state === 'failed') words.push(`Nothing more is known of ${where}: ${fullStop(note ?? 'it failed')}`);
    if (dropped > 0)
      words.push(
        `${where}: the kernel dropped ${countWords(dropped, 'packet')} before they were captured, so what is missing there proves nothing.`,
      );
    if (gaps.length > 0) words.push(`${where}: nothing was captured for a moment while tcpdump was started again.`);
  }
  if (forgotten > 0) words.push(`The first ${countWords(forgotten, 'packet')} are not part of this any more.`);
  lined?.offsets.forEach((offset = 0, side) => {
    if (Math.abs(offset) < 1000) return;
    const ahead = offset > 0 ? 'ahead of' : 'behind';
    words.push(
      `The clock at ${sides[side]?.where} is ${(Math.abs(offset) / 1000).toFixed(1)} s ${ahead} that at ${sides[0]?.where}.`,
    );
  });
  if (!running && lined === undefined && sides.length > 1) words.push('Without a link the places are not compared.');
  return words;
}
