import type { IperfOptions } from './iperf-options.ts';
import { addUp, clientSends, rateOf, type StreamReport } from './iperf-measure.ts';

const ruler = '- - - - - - - - - - - - - - - - - - - - - - - - -';

/** Which side's text it is: the sender of TCP sees retransmits, the receiver of UDP sees jitter and loss. */
type Side = 'sender' | 'receiver';

/** Which end prints. */
type End = 'client' | 'server';

/** What an end is of a stream. */
function sideOf(options: IperfOptions, end: End, report: Pick<StreamReport, 'back'>): Side {
  return clientSends(options, report) === (end === 'client') ? 'sender' : 'receiver';
}

function head(options: IperfOptions, columns: string): string {
  return `[ ID]${options.bidirectional ? '[Role]' : ''} Interval           Transfer     Bitrate${columns}`;
}

/** The table's head for the running part. */
export function intervalHead(options: IperfOptions, end: End): string {
  const sends = options.bidirectional || sideOf(options, end, { back: false }) === 'sender';
  if (options.protocol === 'UDP') {
    const counts = !options.bidirectional && sends ? 'Total Datagrams' : 'Jitter    Lost/Total Datagrams';
    return head(options, `         ${counts}`);
  }
  return head(options, sends ? '         Retr  Cwnd' : '');
}

/** The lines of one interval: every stream, with several (each way) also their sum and a ruler. */
export function intervalLines(options: IperfOptions, end: End, streams: readonly StreamReport[]): readonly string[] {
  const lines = [false, true].flatMap((back) => {
    const own = streams.filter((stream) => stream.back === back);
    const side = sideOf(options, end, { back });
    const rows = own.map(
      (stream) => row(options, end, stream.socket, stream, side) + tail(options, side, stream, false),
    );
    if (own.length < 2) {
      return rows;
    }
    const total = addUp(own);
    return [...rows, row(options, end, 'SUM', total, side) + tail(options, side, total, true)];
  });
  return options.streams > 1 ? [...lines, ruler] : lines;
}

/** Everything after the last interval, of the client and in the same words of the server. */
export function summaryLines(
  options: IperfOptions,
  end: End,
  streams: readonly StreamReport[],
  bothSides: boolean,
): readonly string[] {
  const sides = (back: boolean): readonly Side[] =>
    bothSides ? ['sender', 'receiver'] : [sideOf(options, end, { back })];
  const columns =
    options.protocol === 'UDP'
      ? '         Jitter    Lost/Total Datagrams'
      : options.bidirectional || sides(false).includes('sender')
        ? '         Retr'
        : '';
  const rows = [false, true].flatMap((back) => {
    const own = streams.filter((stream) => stream.back === back);
    return [
      ...own.map((stream) => [stream.socket, stream] as const),
      ...(own.length > 1 ? [['SUM', addUp(own)] as const] : []),
    ];
  });
  return [
    ...(options.streams > 1 ? [] : [ruler]),
    head(options, columns),
    ...rows.flatMap(([name, stream]) =>
      sides(stream.back).map((side) => row(options, end, name, stream, side) + ending(options, side, stream)),
    ),
  ];
}

function row(options: IperfOptions, end: End, name: number | 'SUM', report: StreamReport, side: Side): string {
  const bytes = side === 'sender' ? report.bytes : report.receivedBytes;
  const role = `[${sideOf(options, end, report) === 'sender' ? 'TX' : 'RX'}-${end === 'client' ? 'C' : 'S'}]`;
  const id = (name === 'SUM' ? '[SUM]' : `[${String(name).padStart(3)}]`) + (options.bidirectional ? role : '');
  const start = report.start.toFixed(2).padStart(6);
  const until = report.end.toFixed(2).padEnd(6);
  return `${id} ${start}-${until} sec  ${transfer(bytes)}  ${bitrate(rateOf(bytes, report))}`;
}

function tail(options: IperfOptions, side: Side, report: StreamReport, isSum: boolean): string {
  if (options.protocol === 'UDP') {
    return side === 'sender' ? `  ${report.packets}  ` : `  ${datagrams(report)}  `;
  }
  if (side === 'receiver') {
    return ' '.repeat(18);
  }
  const retransmits = String(report.retransmits).padStart(3);
  return isSum ? `  ${retransmits}             ` : `  ${retransmits}   ${transfer(report.congestionWindow)}       `;
}

function ending(options: IperfOptions, side: Side, report: StreamReport): string {
  if (options.protocol === 'UDP') {
    return side === 'sender' ? `  0.000 ms  0/${report.packets} (0%)  sender` : `  ${datagrams(report)}  receiver`;
  }
  return side === 'sender'
    ? `  ${String(report.retransmits).padStart(3)}             sender`
    : `${' '.repeat(18)}receiver`;
}

function datagrams(report: StreamReport): string {
  const percent = report.packets === 0 ? 0 : (report.lostPackets / report.packets) * 100;
  return `${report.jitterMilliseconds.toFixed(3)} ms  ${report.lostPackets}/${report.packets} (${Number(percent.toPrecision(2))}%)`;
}

/** '1.40 GBytes': powers of 1024. */
function transfer(bytes: number): string {
  return scaled(bytes, 1024, ['Bytes', 'KBytes', 'MBytes', 'GBytes', 'TBytes']);
}

/** '12.0 Gbits/sec': powers of 1000. */
function bitrate(bits: number): string {
  return scaled(bits, 1000, ['bits/sec', 'Kbits/sec', 'Mbits/sec', 'Gbits/sec', 'Tbits/sec']);
}

/** Three digits and a unit, as iperf3's unit_snprintf does it. */
function scaled(value: number, base: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  while (rest >= base && unit < units.length - 1) {
    rest /= base;
    unit += 1;
  }
  const digits = rest < 9.995 ? 2 : rest < 99.95 ? 1 : 0;
  return `${rest.toFixed(digits).padStart(4)} ${units[unit]}`;
}
