import { endPart, type IperfIdentity, intervalPart, startPart } from './iperf-json.ts';
import type { IperfStream } from './iperf-client.ts';
import { addUp, type StreamReport } from './iperf-measure.ts';
import type { IperfOptions } from './iperf-options.ts';
import { intervalHead, intervalLines, summaryLines } from './iperf-text.ts';
import type { Start } from './program.ts';

type Intervals = readonly (readonly StreamReport[])[];

/** What the client prints, in text, as one document, or as a stream of events; the exit code comes back. */
export interface IperfClientReport {
  connected(streams: readonly IperfStream[], address: string): void;
  interval(streams: readonly StreamReport[]): void;
  finished(perStream: readonly StreamReport[], intervals: Intervals): number;
  failed(error: string, intervals?: Intervals): number;
  interrupted(intervals: Intervals): number;
  /** The same interval in the server's words. */
  serverInterval(streams: readonly StreamReport[], first: boolean): readonly string[];
  serverSummary(perStream: readonly StreamReport[]): readonly string[];
}

/** Makes the report of one client run. */
export function clientReport(start: Start, options: IperfOptions, identity: IperfIdentity): IperfClientReport {
  const { stdout, stderr } = start;
  const lines = (texts: readonly string[]) => stdout.write(texts.map((text) => `${text}\n`).join(''));
  const event = (name: string, data: unknown) => stdout.write(`${JSON.stringify({ event: name, data })}\n`);
  let opened: object = startPart(identity, options, []);

  const document = (intervals: Intervals, end: object, error?: string) =>
    stdout.write(
      `${JSON.stringify(
        {
          start: opened,
          intervals: intervals.map((streams) => intervalPart(options, streams)),
          end,
          ...(error === undefined ? {} : { error }),
        },
        null,
        '\t',
      )}\n`,
    );

  const failed = (error: string, intervals: Intervals = []): number => {
    if (options.output === 'json') {
      document(intervals, {}, error);
      // 3.10 to 3.16 exit 0 after writing the error into the document.
      return identity.recent ? 1 : 0;
    }
    if (options.output === 'json-stream') {
      event('error', error);
      return 1;
    }
    stderr.write(`iperf3: error - ${error}\n`);
    return 1;
  };

  return {
    connected(streams, address) {
      opened = startPart(identity, options, streams);
      if (options.output === 'json-stream') {
        event('start', opened);
      }
      if (options.output !== 'text') {
        return;
      }
      lines([
        `Connecting to host ${options.host}, port ${options.port}`,
        ...(options.reverse ? [`Reverse mode, remote host ${options.host} is sending`] : []),
        ...streams.map(
          ({ socket, connection }) =>
            `[${String(socket).padStart(3)}] local ${identity.localAddress} port ${connection.localPort} connected to ${address} port ${options.port}`,
        ),
        intervalHead(options, 'client'),
      ]);
    },
    interval(streams) {
      if (options.output === 'text') {
        lines(intervalLines(options, 'client', streams));
      } else if (options.output === 'json-stream') {
        event('interval', intervalPart(options, streams));
      }
    },
    finished(perStream, intervals) {
      const bits = (addUp(perStream).bytes * 8) / options.seconds;
      const end = endPart(options, perStream, { local: Math.min(98, bits / 1e8), remote: Math.min(98, bits / 1.8e8) });
      if (options.output === 'text') {
        lines([...summaryLines(options, 'client', perStream, true), '', 'iperf Done.']);
      } else if (options.output === 'json') {
        document(intervals, end);
      } else {
        event('end', end);
      }
      return 0;
    },
    failed,
    interrupted(intervals) {
      const reason = 'interrupt - the client has terminated';
      if (options.output === 'text') {
        const streams =
          intervals[0]?.map((_, index) => addUp(intervals.flatMap((reports) => reports[index] ?? []))) ?? [];
        lines(streams.length > 0 ? summaryLines(options, 'client', streams, false) : []);
        stderr.write(`iperf3: ${reason}\n`);
        return 1;
      }
      return failed(reason, intervals);
    },
    serverInterval: (streams, first) => [
      ...(first ? [intervalHead(options, 'server')] : []),
      ...intervalLines(options, 'server', streams),
    ],
    serverSummary: (perStream) => summaryLines(options, 'server', perStream, false),
  };
}
