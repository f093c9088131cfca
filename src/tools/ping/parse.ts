import type { OutputLine } from '../../contracts/tool.ts';
import { readFailure, readSendError } from './parse-failure.ts';
import { readRoundTrip, readStatistics } from './parse-statistics.ts';
import type { PingSample } from './samples.ts';

const stamp = /^\[\d+\.\d+\] /;
const reply =
  /^\d+ bytes from (.+?): (?:icmp_)?seq=(\d+)(?: (?:ttl|hlim)=\d+)?(?: time[=<]([\d.]+) ?ms)?((?: \((?:DUP!|truncated|BAD CHECKSUM!|DIFFERENT ADDRESS!)\))*)$/;
const header = /^PING (\S*?) ?\(([^)]+)\)/;

/** Reads one line of iputils (s20160308 to 20240905), BusyBox or inetutils ping; undefined for what it does not know. */
export function readPingLine(line: OutputLine): PingSample | undefined {
  const { at } = line;
  const text = line.text.replace(stamp, '').trimEnd();
  const answered = reply.exec(text);
  if (answered !== null) return replySample(answered, at);
  const waiting = /^no answer yet for icmp_seq=(\d+)$/.exec(text);
  if (waiting !== null) return { kind: 'no-answer', sequence: Number(waiting[1]), at };
  const start = header.exec(text);
  if (start !== null) return { kind: 'header', address: start[2] ?? '', at };
  return (
    readRouterError(text, at) ??
    readStatistics(text, at) ??
    readRoundTrip(text, at) ??
    readSendError(text, at) ??
    readFailure(text, at) ??
    readNotice(text, at)
  );
}

function replySample(match: RegExpExecArray, at: number): PingSample {
  const flags = match[4] ?? '';
  const sequence = Number(match[2]);
  const from = match[1] ?? '';
  if (flags.includes('BAD CHECKSUM')) {
    return { kind: 'error', sequence, from, text: 'reply with a wrong checksum', mtu: undefined, tooLong: false, at };
  }
  const milliseconds = match[3] === undefined ? undefined : Number(match[3]);
  return { kind: 'reply', sequence, milliseconds, duplicate: flags.includes('DUP!'), from, at };
}

/** 'From 10.244.1.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)': an ICMP error; a redirect is no error. */
function readRouterError(text: string, at: number): PingSample | undefined {
  const match =
    /^From (\S+?)(?: \(([^)]+)\))?:? icmp_seq=(\d+) (.+)$/.exec(text) ??
    /^\d+ bytes from (\S+?)(?: \(([^)]+)\))?: ((?!icmp_seq))((?:Destination|Time to live|Packet filtered|Frag|Redirect|Parameter).+)$/.exec(
      text,
    );
  if (match === null) return undefined;
  const message = (match[4] ?? '').trim();
  if (/^Redirect/i.test(message)) return { kind: 'notice', text, at };
  const mtu = /mtu ?= ?(\d+)/.exec(message)?.[1];
  return {
    kind: 'error',
    sequence: match[3] === undefined || match[3] === '' ? undefined : Number(match[3]),
    from: match[2] ?? match[1],
    text: message,
    mtu: mtu === undefined ? undefined : Number(mtu),
    tooLong: /frag needed|packet too big/i.test(message),
    at,
  };
}

function readNotice(text: string, at: number): PingSample | undefined {
  const known =
    /^(PATTERN: |WARNING: |pipe \d+$|, pipe \d+|--- .* ?ping6? statistics ---$|wrong data byte |Warning: |ping: Warning)/i;
  return known.test(text) ? { kind: 'notice', text, at } : undefined;
}
