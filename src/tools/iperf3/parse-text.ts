import type { OutputLine, UnparsedSample } from '../../contracts/tool.ts';
import { type LineParser, unparsed } from '../line-parser.ts';
import type { Iperf3Sample } from './samples.ts';
import { bitRate } from './units.ts';

const row =
  /^\[ *(\d+|SUM)\](?:\[([TR]X-[CS])\])? +([\d.]+)-([\d.]+) +sec +[\d.]+ +\w+ +([\d.]+) +([KMGT]?(?:bits|Bytes)\/sec)(.*)$/;
const notices =
  /^(-{3,}|(- )+-?$|\[ ID\]|\[ *\d+\](\[[TR]X-[CS]\])? local |Connecting to host|Reverse mode|Time: |Linux |\S+ .*#\d+ SMP|Control connection MSS| +Cookie:| +TCP MSS:| +Target Bitrate:| +Omitting|Starting Test:|Test Complete|(snd|rcv)_tcp_congestion|Setting UDP block size|Server output:|iperf3: exiting|warning:|WARNING:)/i;

/** iperf3's text, 3.9 to 3.18, of client and server. A summary row is one that ends in its side, or the server's last. */
export function iperf3TextParser(): LineParser<Iperf3Sample> {
  return {
    line(line) {
      const text = line.text.trimEnd();
      return text.trim() === '' ? [] : [readRow(text, line) ?? readOther(text) ?? unparsed(line)];
    },
    end: () => [],
  };
}

function readRow(text: string, line: OutputLine): Iperf3Sample | UnparsedSample | undefined {
  const match = row.exec(text);
  if (match === null) return undefined;
  const bitsPerSecond = bitRate(match[5] ?? '', match[6] ?? '');
  if (bitsPerSecond === undefined) return undefined;
  const rest = match[7] ?? '';
  const udp = /([\d.]+) ms +(-?\d+)\/(\d+) \(([-\d.e+]+|-?nan)%\)/.exec(rest);
  const plain = /^ +(\d+)(?: |$)/.exec(rest);
  const side = /\b(sender|receiver)$/.exec(rest)?.[1];
  const datagrams = side === undefined && udp === null && /^ +\d+ *$/.test(rest);
  const common = {
    bitsPerSecond,
    retransmits: udp === null && !datagrams ? numberOf(plain?.[1]) : undefined,
    jitterMilliseconds: numberOf(udp?.[1]),
    lostPackets: udp === null ? undefined : Math.max(0, Number(udp[2])),
    packets: datagrams ? numberOf(plain?.[1]) : numberOf(udp?.[3]),
    stream: match[1] === 'SUM' ? 'sum' : (match[1] ?? ''),
    role: match[2],
  };
  const start = Number(match[3]);
  const end = Number(match[4]);
  if (side === 'sender' || side === 'receiver') {
    return { kind: 'total', side, seconds: end - start, lostPercent: numberOf(udp?.[4]), ...common };
  }
  return { kind: 'interval', start, end, at: line.at, ...common };
}

function readOther(text: string): Iperf3Sample | undefined {
  const listening = /^Server listening on (\d+)/.exec(text)?.[1];
  if (listening !== undefined) return { kind: 'listening', port: Number(listening) };
  const accepted = /^Accepted connection from (\S+?),? port \d+/.exec(text)?.[1];
  if (accepted !== undefined) return { kind: 'accepted', from: accepted };
  const version = /^iperf (3\.\S+)/.exec(text)?.[1];
  if (version !== undefined) return { kind: 'version', version };
  const cpu = /^CPU Utilization: local\/\w+ ([\d.]+)% .*remote\/\w+ ([\d.]+)%/.exec(text);
  if (cpu !== null) return { kind: 'cpu', local: Number(cpu[1]), remote: Number(cpu[2]) };
  if (text === 'iperf Done.') return { kind: 'done' };
  const error = /^iperf3: (?:error - )?(.+)$/.exec(text)?.[1];
  if (error !== undefined && error !== 'exiting') return { kind: 'error', text: error };
  return notices.test(text) ? { kind: 'notice', text } : undefined;
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
