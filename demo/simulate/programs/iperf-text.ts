import type { IperfOptions } from './iperf-options.ts';
import { addUp, rateOf, type StreamReport } from './iperf-measure.ts';

const ruler = '- - - - - - - - - - - - - - - - - - - - - - - - -';

/** Which side's text it is: the sender of TCP sees retransmits, the receiver of UDP sees jitter and loss. */
export type Side = 'sender' | 'receiver';

/** The table's head for the running part. */
export function intervalHead(options: IperfOptions, side: Side): string {
  if (options.protocol === 'UDP') {
    return side === 'sender'
      ? '[ ID] Interval           Transfer     Bitrate         Total Datagrams'
      : '[ ID] Interval           Transfer     Bitrate         Jitter    Lost/Total Datagrams';
  }
  return side === 'sender'
    ? '[ ID] Interval           Transfer     Bitrate         Retr  Cwnd'
    : '[ ID] Interval           Transfer     Bitrate';
}

/** The lines of one interval: every stream, with several also their sum and a ruler. */
export function intervalLines(options: IperfOptions, side: Side, streams: readonly StreamReport[]): readonly string[] {
  const rows = streams.map((stream) => row(stream.socket, stream, side) + tail(options, side, stream, false));
  if (streams.length < 2) {
    return rows;
  }
  const total = addUp(streams);
  return [...rows, row('SUM', total, side) + tail(options, side, total, true), ruler];
}

/** Everything after the last interval, of the client and in the same words of the server. */
export function summaryLines(
  options: IperfOptions,
  streams: readonly StreamReport[],
  sides: readonly Side[],
): readonly string[] {
  const columns =
    options.protocol === 'UDP'
      ? '         Jitter    Lost/Total Datagrams'
      : sides.includes('sender')
        ? '         Retr'
        : '';
  const rows = [
    ...streams.map((stream) => [stream.socket, stream] as const),
    ...(streams.length > 1 ? [['SUM', addUp(streams)] as const] : []),
  ];
  return [
    ...(streams.length > 1 ? [] : [ruler]),
    `[ ID] Interval           Transfer     Bitrate${columns}`,
    ...rows.flatMap(([name, stream]) => sides.map((side) => row(name, stream, side) + ending(options, side, stream))),
  ];
}

function row(name: number | 'SUM', report: StreamReport, side: Side): string {
  const bytes = side === 'sender' ? report.bytes : report.receivedBytes;
  const id = name === 'SUM' ? '[SUM]' : `[${String(name).padStart(3)}]`;
  const start = report.start.toFixed(2).padStart(6);
  const end = report.end.toFixed(2).padEnd(6);
  return `${id} ${start}-${end} sec  ${transfer(bytes)}  ${bitrate(rateOf(bytes, report))}`;
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
