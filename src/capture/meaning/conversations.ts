import type { IcmpError, NameQuestion, TcpAttempt } from '../../tools/tcpdump/conversations.ts';
import { rcodeText } from '../show/shown-text.ts';
import { endsText, ipOf, type SeenPacket } from './seen-packet.ts';

/** Connects that were begun, by their SYN. */
export function tcpAttemptsSeen(packets: readonly SeenPacket[]): readonly TcpAttempt[] {
  const attempts = new Map<string, { -readonly [Key in keyof TcpAttempt]: TcpAttempt[Key] }>();
  for (const seen of packets) {
    const packet = ipOf(seen);
    if (packet?.transport.kind === 'icmp') {
      const { quoted, error } = packet.transport;
      const about = quoted === undefined ? undefined : endsText(quoted);
      const attempt = about === undefined ? undefined : attempts.get(`${about.from} ${about.to}`);
      if (error && attempt?.outcome === 'unanswered') attempt.outcome = 'prohibited';
    }
    if (packet?.transport.kind !== 'tcp') continue;
    const { flags } = packet.transport;
    const { from, to } = endsText(packet);
    const there = attempts.get(`${from} ${to}`);
    const back = attempts.get(`${to} ${from}`);
    if (flags.syn && !flags.ack) {
      if (there === undefined)
        attempts.set(`${from} ${to}`, { from, to, synSent: 1, outcome: 'unanswered', resetBy: undefined });
      else if (there.outcome === 'unanswered') there.synSent += 1;
    } else if (flags.syn && back !== undefined) back.outcome = 'open';
    else if (flags.rst) {
      if (back?.outcome === 'unanswered') back.outcome = 'refused';
      else if (back !== undefined) back.resetBy ??= from;
      else if (there !== undefined) there.resetBy ??= from;
    }
  }
  return [...attempts.values()];
}

/** ICMP errors, each once. */
export function icmpErrorsSeen(packets: readonly SeenPacket[]): readonly IcmpError[] {
  const found = new Map<string, IcmpError>();
  for (const seen of packets) {
    const packet = ipOf(seen);
    if (packet?.transport.kind !== 'icmp' || !packet.transport.error) continue;
    const { quoted, words, mtu } = packet.transport;
    const about = quoted === undefined ? '' : ` about ${endsText(quoted).to}`;
    const error = { by: packet.from, to: packet.to, words: `${words}${about}`, mtu };
    found.set(`${error.by} ${error.to} ${error.words}`, error);
  }
  return [...found.values()];
}

/** Echo requests and how many of them were answered. */
export function echoesSeen(packets: readonly SeenPacket[]): { readonly requests: number; readonly replies: number } {
  const requests = new Set<string>();
  const replies = new Set<string>();
  for (const seen of packets) {
    const packet = ipOf(seen);
    if (packet?.transport.kind !== 'icmp' || packet.transport.echo === undefined) continue;
    const { reply, id, seq } = packet.transport.echo;
    (reply ? replies : requests).add(`${id} ${seq}`);
  }
  return { requests: requests.size, replies: [...requests].filter((key) => replies.has(key)).length };
}

/** Questions for names, and what came back. */
export function nameQuestionsSeen(packets: readonly SeenPacket[]): readonly NameQuestion[] {
  const asked = new Map<string, NameQuestion>();
  for (const seen of packets) {
    const packet = ipOf(seen);
    if (packet?.transport.kind !== 'udp' || packet.transport.dns?.name === undefined) continue;
    const { dns } = packet.transport;
    const { name = '', id, type = '' } = dns;
    const key = `${id} ${name} ${type}`;
    const question = asked.get(key);
    if (!dns.response) asked.set(key, question ?? { name, server: packet.to, answer: undefined });
    else if (question !== undefined) asked.set(key, { ...question, answer: answerWords(dns.rcode) });
  }
  return [...asked.values()];
}

/** As tcpdump prints them: they are read by the same words. */
function answerWords(rcode: number): string {
  return (
    ({ 0: 'NoError', 2: 'ServFail', 3: 'NXDomain', 5: 'Refused' } as Record<number, string>)[rcode] ?? rcodeText(rcode)
  );
}
