import type { Connection } from '../network/connection.ts';
import type { IperfOptions } from './iperf-options.ts';
import { addUp, clientSends, rateOf, segmentBytes, type StreamReport } from './iperf-measure.ts';

export interface IperfIdentity {
  readonly version: string;
  readonly localAddress: string;
  readonly host: string;
  /** 3.17 and later write more into test_start. */
  readonly recent: boolean;
}

const systemInfo = 'Linux demo 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC x86_64';

/** The 'start' part of -J, and the start event's data of --json-stream. Without connections: the connect failed. */
export function startPart(
  identity: IperfIdentity,
  options: IperfOptions,
  connections: readonly { readonly socket: number; readonly connection: Connection }[],
): object {
  const part = { version: identity.version, system_info: systemInfo };
  if (connections.length === 0) {
    return { connected: [], ...part };
  }
  const now = new Date();
  const udp = options.protocol === 'UDP';
  return {
    connected: connections.map(({ socket, connection }) => ({
      socket,
      local_host: identity.localAddress,
      local_port: connection.localPort,
      remote_host: identity.host,
      remote_port: options.port,
    })),
    ...part,
    timestamp: { time: now.toUTCString(), timesecs: Math.floor(now.getTime() / 1000) },
    connecting_to: { host: identity.host, port: options.port },
    cookie: 'simulatedsimulatedsimulatedsimulated',
    ...(udp ? {} : { tcp_mss_default: segmentBytes }),
    target_bitrate: options.bitrate,
    ...(identity.recent ? { fq_rate: 0 } : {}),
    sock_bufsize: 0,
    sndbuf_actual: udp ? 212_992 : 16_384,
    rcvbuf_actual: udp ? 212_992 : 131_072,
    test_start: {
      protocol: options.protocol,
      num_streams: options.streams,
      blksize: udp ? segmentBytes : 131_072,
      omit: 0,
      duration: options.seconds,
      bytes: 0,
      blocks: 0,
      reverse: options.reverse ? 1 : 0,
      tos: 0,
      target_bitrate: options.bitrate,
      ...(identity.recent ? { bidir: options.bidirectional ? 1 : 0, fqrate: 0, interval: options.interval } : {}),
    },
  };
}

/** One element of 'intervals', and the interval event's data. */
export function intervalPart(options: IperfOptions, streams: readonly StreamReport[]): object {
  const [ahead, back] = byDirection(streams);
  return {
    streams: streams.map((stream) => ({ socket: stream.socket, ...intervalFigures(options, stream, true) })),
    sum: intervalFigures(options, addUp(ahead), false),
    ...(back.length === 0 ? {} : { sum_bidir_reverse: intervalFigures(options, addUp(back), false) }),
  };
}

function byDirection(streams: readonly StreamReport[]): readonly [readonly StreamReport[], readonly StreamReport[]] {
  return [streams.filter((stream) => !stream.back), streams.filter((stream) => stream.back)];
}

function intervalFigures(options: IperfOptions, report: StreamReport, perStream: boolean): object {
  const sender = clientSends(options, report);
  const bytes = sender ? report.bytes : report.receivedBytes;
  const window = {
    start: report.start,
    end: report.end,
    seconds: report.end - report.start,
    bytes,
    bits_per_second: rateOf(bytes, report),
  };
  if (options.protocol === 'UDP') {
    const received = {
      jitter_ms: report.jitterMilliseconds,
      lost_packets: report.lostPackets,
      packets: report.packets,
      lost_percent: percentLost(report),
    };
    return { ...window, ...(sender ? { packets: report.packets } : received), omitted: false, sender };
  }
  const kernel = perStream
    ? {
        snd_cwnd: report.congestionWindow,
        snd_wnd: 29_883_392,
        rtt: report.roundTrip,
        rttvar: Math.round(report.roundTrip / 3),
        pmtu: 1450,
      }
    : {};
  return { ...window, ...(sender ? { retransmits: report.retransmits, ...kernel } : {}), omitted: false, sender };
}

/** The 'end' part, and the end event's data; `cpu` percent of the two sides. */
export function endPart(
  options: IperfOptions,
  streams: readonly StreamReport[],
  cpu: { readonly local: number; readonly remote: number },
): object {
  const [ahead, back] = byDirection(streams);
  const window = (report: StreamReport) => ({ start: 0, end: report.end, seconds: report.end });
  const sent = (report: StreamReport) => ({
    ...window(report),
    bytes: report.bytes,
    bits_per_second: rateOf(report.bytes, report),
  });
  const received = (report: StreamReport) => ({
    ...window(report),
    bytes: report.receivedBytes,
    bits_per_second: rateOf(report.receivedBytes, report),
  });
  const usage = {
    cpu_utilization_percent: {
      host_total: cpu.local,
      host_user: cpu.local * 0.02,
      host_system: cpu.local * 0.98,
      remote_total: cpu.remote,
      remote_user: cpu.remote * 0.02,
      remote_system: cpu.remote * 0.98,
    },
  };
  if (options.protocol === 'UDP') {
    const datagrams = (report: StreamReport) => ({
      jitter_ms: report.jitterMilliseconds,
      lost_packets: report.lostPackets,
      packets: report.packets,
      lost_percent: percentLost(report),
    });
    return {
      streams: streams.map((stream) => ({
        udp: {
          socket: stream.socket,
          ...sent(stream),
          ...datagrams(stream),
          out_of_order: 0,
          sender: clientSends(options, stream),
        },
      })),
      ...sums(ahead, back, (total) => ({
        sum: { ...sent(total), ...datagrams(total), sender: clientSends(options, total) },
        sum_sent: {
          ...sent(total),
          jitter_ms: 0,
          lost_packets: 0,
          packets: total.packets,
          lost_percent: 0,
          sender: true,
        },
        sum_received: { ...received(total), ...datagrams(total), sender: false },
      })),
      ...usage,
    };
  }
  return {
    streams: streams.map((stream) => ({
      sender: {
        socket: stream.socket,
        ...sent(stream),
        retransmits: stream.retransmits,
        max_snd_cwnd: stream.congestionWindow,
        max_snd_wnd: 29_883_392,
        max_rtt: stream.roundTrip,
        min_rtt: stream.roundTrip,
        mean_rtt: stream.roundTrip,
        sender: clientSends(options, stream),
      },
      receiver: { socket: stream.socket, ...received(stream), sender: clientSends(options, stream) },
    })),
    ...sums(ahead, back, (total) => ({
      sum_sent: { ...sent(total), retransmits: total.retransmits, sender: clientSends(options, total) },
      sum_received: { ...received(total), sender: clientSends(options, total) },
    })),
    ...usage,
    sender_tcp_congestion: 'cubic',
    receiver_tcp_congestion: 'cubic',
  };
}

/** The sums of a test; those of the way back carry a suffix in their names. */
function sums(
  ahead: readonly StreamReport[],
  back: readonly StreamReport[],
  figures: (total: StreamReport) => Readonly<Record<string, object>>,
): object {
  if (back.length === 0) return figures(addUp(ahead));
  const home = Object.entries(figures(addUp(back))).map(([name, sum]) => [`${name}_bidir_reverse`, sum]);
  return { ...figures(addUp(ahead)), ...Object.fromEntries(home) };
}

function percentLost(report: StreamReport): number {
  return report.packets === 0 ? 0 : (report.lostPackets / report.packets) * 100;
}
