import type { ContainerTarget, LogOptions } from '../../contracts/cluster.ts';
import type { Duration } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { ApiConnection, ApiResponse } from '../connection.ts';
import { LineSplitter } from '../exec/lines.ts';
import { podPath, targetText } from '../exec/target.ts';

/** How one log stream ended without an error. */
export type StreamEnd = 'ended' | 'quiet';

export interface LogStream {
  /** The server's clock at the answer, from its Date header. */
  readonly serverTime: number | undefined;
  /** Batches of lines as they arrive; a broken connection throws a PlumblineError. Returns how it ended. */
  readonly batches: AsyncGenerator<readonly string[], StreamEnd>;
}

export interface LogRequest {
  readonly target: ContainerTarget & { readonly container: string };
  readonly options: Pick<LogOptions, 'follow' | 'tailLines' | 'previous'>;
  /** Continues from there instead of from the tail. */
  readonly sinceTime: string | undefined;
  /** A stream on which nothing comes for this long is given up as 'quiet': its peer may be gone without a word. */
  readonly quiet: Duration;
  readonly signal: AbortSignal;
}

/**
 * Opens `GET …/log` with timestamps. The kubelet sends its headers with the first line, so the log of a container that
 * says nothing has no answer at all for hours; that is silence like any other. Throws a PlumblineError with the
 * server's words when it is refused.
 */
export async function openLogStream(connection: ApiConnection, request: LogRequest, clock: Clock): Promise<LogStream> {
  const { target, options, sinceTime, quiet, signal } = request;
  const givenUp = new AbortController();
  const answer = connection.request({
    path: `${podPath(target)}/log`,
    query: {
      container: target.container,
      timestamps: true,
      follow: options.follow || undefined,
      previous: options.previous === true || undefined,
      ...(sinceTime === undefined ? { tailLines: options.tailLines } : { sinceTime }),
    },
    accept: '*/*',
    stream: true,
    mayStaySilent: options.follow,
    signal: AbortSignal.any([signal, givenUp.signal]),
    operation: 'read the log',
    object: targetText(target),
    intent: { kind: 'read' },
  });
  const response = await withinQuiet(answer, quiet, clock);
  if (response === 'quiet') {
    answer.then(
      (late) => late.discard(),
      () => {}, // given up
    );
    givenUp.abort();
    return { serverTime: undefined, batches: nothing() };
  }
  const date = Date.parse(response.headers['date'] ?? '');
  return { serverTime: Number.isNaN(date) ? undefined : date, batches: batchesOf(response, quiet, clock) };
}

async function* nothing(): AsyncGenerator<readonly string[], StreamEnd> {
  yield [];
  return 'quiet';
}

async function* batchesOf(
  response: ApiResponse,
  quiet: Duration,
  clock: Clock,
): AsyncGenerator<readonly string[], StreamEnd> {
  const splitter = new LineSplitter('lf');
  const chunks = response.body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = chunks.next();
      next.catch(() => {}); // after 'quiet' nobody waits for it any more
      const chunk = await withinQuiet(next, quiet, clock);
      if (chunk === 'quiet') return 'quiet';
      const lines: string[] = [];
      const keep = (line: string) => lines.push(line);
      if (chunk.done === true) splitter.end(keep);
      else splitter.push(chunk.value, keep);
      if (lines.length > 0) yield lines;
      if (chunk.done === true) return 'ended';
    }
  } finally {
    response.discard();
  }
}

async function withinQuiet<T>(next: Promise<T>, quiet: Duration, clock: Clock): Promise<T | 'quiet'> {
  let cancel = () => {};
  const silence = new Promise<'quiet'>((resolve) => {
    cancel = clock.after(quiet, () => resolve('quiet'));
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    cancel();
  }
}
