import { type CapturedPacket, endText } from './packet.ts';

/** What was seen of one TCP connect. */
export interface TcpAttempt {
  readonly from: string;
  readonly to: string;
  readonly synSent: number;
  readonly outcome: 'open' | 'refused' | 'unanswered' | 'prohibited';
  /** A reset after the handshake, and by whom. */
  readonly resetBy: string | undefined;
}

/** Groups packets by the connects they belong to; connects whose SYN was not captured are not among them. */
export function tcpAttempts(packets: readonly CapturedPacket[]): readonly TcpAttempt[] {
  const attempts = new Map<
    string,
    { syn: number; outcome: TcpAttempt['outcome']; resetBy: string | undefined; from: string; to: string }
  >();
  for (const packet of packets) {
    const [, flags] = /^Flags \[([^\]]*)\]/.exec(packet.text) ?? [];
    const from = endText(packet.from);
    const to = endText(packet.to);
    if (flags === undefined) continue;
    // The same packet inside and outside of a tunnel, or on two devices, is one connect still.
    const there = attempts.get(`${from} ${to}`);
    const back = attempts.get(`${to} ${from}`);
    if (flags.includes('S') && !flags.includes('.')) {
      if (there === undefined)
        attempts.set(`${from} ${to}`, { syn: 1, outcome: 'unanswered', resetBy: undefined, from, to });
      else if (there.outcome === 'unanswered') there.syn += 1;
    } else if (flags.includes('S') && back !== undefined) back.outcome = 'open';
    else if (flags.includes('R')) {
      if (back?.outcome === 'unanswered') back.outcome = 'refused';
      else if (back !== undefined) back.resetBy ??= from;
      else if (there !== undefined) there.resetBy ??= from;
    }
  }
  return [...attempts.values()].map(({ syn, ...attempt }) => ({ ...attempt, synSent: syn }));
}

/** What ICMP said instead of an answer: who, to whom, and what. */
export interface IcmpError {
  readonly by: string;
  readonly to: string;
  readonly words: string;
  /** Bytes: the MTU that it told of. */
  readonly mtu: number | undefined;
}

/** ICMP errors of a capture, each once. */
export function icmpErrors(packets: readonly CapturedPacket[]): readonly IcmpError[] {
  const found = new Map<string, IcmpError>();
  for (const { from, to, text } of packets) {
    const [, words] =
      /^ICMP6?, (.*?)(?:, length \d+.*)?$|^ICMP (.*?)(?:, length \d+.*)?$/
        .exec(text)
        ?.filter((one) => one !== undefined) ?? [];
    if (
      words === undefined ||
      !/unreachable|time exceeded|redirect|too big|parameter problem|source quench/.test(words)
    )
      continue;
    const [, mtu] = /mtu (\d+)/.exec(words) ?? [];
    const error = { by: from.address, to: to.address, words, mtu: mtu === undefined ? undefined : Number(mtu) };
    found.set(`${error.by} ${error.to} ${words}`, error);
  }
  return [...found.values()];
}

/** Echo requests and how many were answered, by both ends. */
export function echoes(packets: readonly CapturedPacket[]): { readonly requests: number; readonly replies: number } {
  const seen = new Map<string, { asked: boolean; answered: boolean }>();
  for (const { from, to, text } of packets) {
    const [, kind, id] = /^ICMP6?,? echo (request|reply), id (\d+, seq \d+)/.exec(text) ?? [];
    if (kind === undefined) continue;
    const key = `${kind === 'request' ? `${from.address} ${to.address}` : `${to.address} ${from.address}`} ${id}`;
    const one = seen.get(key) ?? { asked: false, answered: false };
    if (kind === 'request') one.asked = true;
    else one.answered = true;
    seen.set(key, one);
  }
  const asked = [...seen.values()].filter((one) => one.asked);
  return { requests: asked.length, replies: asked.filter((one) => one.answered).length };
}

/** One question for a name, and what came back. */
export interface NameQuestion {
  readonly name: string;
  readonly server: string;
  /** 'NXDomain', 'ServFail', 'Refused', 'NoError'; undefined where no answer was captured. */
  readonly answer: string | undefined;
}

/** DNS questions of a capture in their order. */
export function nameQuestions(packets: readonly CapturedPacket[]): readonly NameQuestion[] {
  const asked = new Map<string, NameQuestion>();
  for (const { from, to, text } of packets) {
    const [, id, name] =
      /^(\d+)[+%$*-]* (?:\[[^\]]*\] )*(?:A|AAAA|SRV|PTR|CNAME|MX|TXT|HTTPS|ANY|Type\d+)\? (\S+) \(/.exec(
        text.replace(/^\[[^\]]*\] /, ''),
      ) ?? [];
    if (id !== undefined && name !== undefined) {
      asked.set(`${endText(from)} ${id}`, { name, server: to.address, answer: undefined });
      continue;
    }
    const [, answered, code] =
      /^(?:\[[^\]]*\] )?(\d+)(?: (NXDomain|ServFail|Refused|FormErr|NotImp))?[*|$-]* (?:\[[^\]]*\] )*(?:q: \S+ \S+ )?\d+\/\d+\/\d+/.exec(
        text,
      ) ?? [];
    const question = asked.get(`${endText(to)} ${answered}`);
    if (question !== undefined) asked.set(`${endText(to)} ${answered}`, { ...question, answer: code ?? 'NoError' });
  }
  return [...asked.values()];
}
