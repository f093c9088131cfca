import { connectErrors, send } from '../network/connect.ts';
import type { Connection, Delivered } from '../network/connection.ts';
import type { BandwidthSession } from '../container/sockets.ts';
import { Signalled } from '../container/process.ts';
import { connectPatiently } from './connect-patiently.ts';
import { clientReport } from './iperf-client-report.ts';
import { addUp, capacity, measureInterval, type StreamReport } from './iperf-measure.ts';
import type { IperfOptions } from './iperf-options.ts';
import { lookup } from './lookup.ts';
import type { Start } from './program.ts';

/** `iperf3 -c`: one test in real time. */
export async function runIperfClient(
  start: Start,
  options: IperfOptions,
  edition: { readonly version: string; readonly recent: boolean },
): Promise<number> {
  const { machine, process } = start;
  const identity = { ...edition, localAddress: machine.pod().address, host: options.host };
  const report = clientReport(start, options, identity);
  const unable = edition.recent
    ? 'unable to connect to server - server may have stopped running or use a different port, firewall issue, etc.'
    : 'unable to connect to server';
  const target = await lookup(start, options.host);
  if (!target.found) {
    return report.failed(`${unable}: ${target.reason}`);
  }
  const connect = () => connectPatiently(start, target.address, options.port, options.connectTimeout);
  const control = await connect();
  if (control.kind !== 'open') {
    return report.failed(
      `${unable}: ${control.kind === 'timeout' ? 'Connection timed out' : connectErrors[control.kind]}`,
    );
  }
  const { listener } = control.connection;
  if (listener.serves !== 'iperf3') {
    return report.failed('unable to receive control message: Connection reset by peer');
  }
  const session = listener.server.begin();
  if (session === undefined) {
    return report.failed('the server is busy running a test. try again later');
  }
  try {
    const streams = await openStreams(start, options, control.connection, connect);
    if (streams === undefined) {
      session.finish('unable to read from stream socket: Resource temporarily unavailable');
      return report.failed(
        options.protocol === 'UDP'
          ? 'unable to read from stream socket: Resource temporarily unavailable'
          : 'unable to connect stream: Connection timed out',
      );
    }
    report.connected(streams, target.address);
    session.print(serverGreeting(identity.localAddress, target.address, options, control.connection, streams));
    return await measure(start, options, target.address, streams, session, report);
  } catch (error) {
    if (error instanceof Signalled) {
      session.finish('the client has terminated');
    }
    throw error;
  } finally {
    process.onExit(() => control.connection.sent.close());
  }
}

export interface IperfStream {
  readonly socket: number;
  readonly back: boolean;
  readonly connection: Connection;
}

/** The data streams; undefined when datagrams or further connections do not get through. */
async function openStreams(
  start: Start,
  options: IperfOptions,
  control: Connection,
  connect: () => ReturnType<typeof connectPatiently>,
): Promise<readonly IperfStream[] | undefined> {
  const streams: IperfStream[] = [];
  const ways = options.bidirectional ? [false, true] : [false];
  const wanted = ways.flatMap((back) => Array.from({ length: options.streams }, () => back));
  for (const [index, back] of wanted.entries()) {
    const socket = 5 + index * 2;
    if (options.protocol === 'TCP') {
      const stream = await connect();
      if (stream.kind !== 'open') {
        return undefined;
      }
      streams.push({ socket, back, connection: stream.connection });
    } else {
      if (send(start.machine, control.arrival.address, 'UDP', options.port).kind !== 'delivered') {
        await start.process.sleep(30_000);
        return undefined;
      }
      streams.push({ socket, back, connection: { ...control, localPort: start.machine.random.integer(32768, 60999) } });
    }
  }
  return streams;
}

function serverGreeting(
  clientAddress: string,
  serverAddress: string,
  options: IperfOptions,
  control: Connection,
  streams: readonly IperfStream[],
): readonly string[] {
  return [
    `Accepted connection from ${clientAddress}, port ${control.localPort}`,
    ...streams.map(
      ({ socket, connection }) =>
        `[${String(socket).padStart(3)}] local ${serverAddress} port ${options.port} connected to ${clientAddress} port ${connection.localPort}`,
    ),
  ];
}

async function measure(
  start: Start,
  options: IperfOptions,
  address: string,
  streams: readonly IperfStream[],
  session: BandwidthSession,
  report: ReturnType<typeof clientReport>,
): Promise<number> {
  const { machine, process } = start;
  const began = performance.now();
  const interrupted = Promise.withResolvers<'interrupted'>();
  for (const signal of ['INT', 'TERM', 'HUP'] as const) {
    process.trap(signal, () => interrupted.resolve('interrupted'));
  }
  const wire = (): Delivered | undefined => {
    const outcome = send(machine, address, options.protocol, options.port);
    return outcome.kind === 'delivered' ? outcome : undefined;
  };
  let way = wire();
  const total = way === undefined ? 0 : capacity(machine, way);
  const intervals: (readonly StreamReport[])[] = [];
  for (let second = 0; second < options.seconds; ) {
    const next = Math.min(options.seconds, second + options.interval);
    const pause = process.sleep(Math.max(0, began + next * 1000 - performance.now())).then(() => 'passed' as const);
    const event = await Promise.race([pause, interrupted.promise, session.gone.then(() => 'gone' as const)]);
    if (event === 'gone') {
      return report.failed('control socket has closed unexpectedly', intervals);
    }
    if (event === 'interrupted') {
      session.finish('the client has terminated');
      return report.interrupted(intervals);
    }
    way = wire();
    const reach = way === undefined ? 0 : Math.min(total, capacity(machine, way));
    const reports = streams.map(({ socket, back }) =>
      measureInterval(machine, options, way, reach, { socket, back }, { start: second, end: next }),
    );
    intervals.push(reports);
    report.interval(reports);
    session.print(report.serverInterval(reports, intervals.length === 1));
    second = next;
  }
  if (way === undefined) {
    // The control connection is cut as well: iperf3 waits for the results until its receive timeout.
    await process.sleep(120_000);
    session.finish('unable to receive control message');
    return report.failed('unable to receive results', intervals);
  }
  const perStream = streams.map((_, index) => addUp(intervals.flatMap((reports) => reports[index] ?? [])));
  session.print(report.serverSummary(perStream));
  session.finish();
  return report.finished(perStream, intervals);
}
