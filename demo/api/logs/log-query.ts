import { booleanParameter, numberParameter } from '../read/selection.ts';
import { badRequest } from '../wire/status.ts';
import type { LogLine } from './log-lines.ts';

/** core/v1 PodLogOptions. Times in milliseconds since the epoch. */
export interface LogOptions {
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly previous: boolean;
  readonly since: number | undefined;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
}

/** Reads the query of a log request. Throws 400 for a time or a combination that the API server refuses. */
export function parseLogOptions(query: URLSearchParams, now: number): LogOptions {
  const sinceSeconds = numberParameter(query, 'sinceSeconds');
  const sinceTime = query.get('sinceTime');
  if (sinceSeconds !== undefined && sinceTime) {
    throw badRequest('at most one of `sinceTime` or `sinceSeconds` may be specified');
  }
  const parsed = sinceTime ? Date.parse(sinceTime) : undefined;
  if (parsed !== undefined && Number.isNaN(parsed))
    throw badRequest(`parsing time ${JSON.stringify(sinceTime)}: bad RFC 3339 time`);
  return {
    follow: booleanParameter(query, 'follow'),
    timestamps: booleanParameter(query, 'timestamps'),
    previous: booleanParameter(query, 'previous'),
    since: sinceSeconds === undefined ? parsed : now - sinceSeconds * 1000,
    tailLines: numberParameter(query, 'tailLines'),
    limitBytes: numberParameter(query, 'limitBytes'),
  };
}

/** The lines that the options leave of a log so far. */
export function selectLines(lines: readonly LogLine[], { since, tailLines }: LogOptions): readonly LogLine[] {
  const recent = since === undefined ? lines : lines.filter(({ at }) => at >= since);
  if (tailLines === undefined) return recent;
  return tailLines === 0 ? [] : recent.slice(-tailLines);
}

/** A line as it is sent; the kubelet writes nanoseconds. */
export function formatLine({ at, text, open = false }: LogLine, { timestamps }: LogOptions): string {
  const line = open ? text : `${text}\n`;
  return timestamps ? `${new Date(at).toISOString().replace('Z', '000000Z')} ${line}` : line;
}
