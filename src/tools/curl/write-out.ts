import * as z from 'zod';

const writeOutSchema = z.object({
  exitcode: z.number().optional(),
  errormsg: z.string().nullable().optional(),
  http_code: z.number().optional(),
  remote_ip: z.string().optional(),
  time_namelookup: z.number().optional(),
  time_connect: z.number().optional(),
  time_total: z.number().optional(),
});

/** Timings of one curl run from `-w '%{json}'` (curl >= 7.70; `exitcode` and `errormsg` since 7.75). Seconds, 0 where a step was not reached. */
export interface CurlTimings {
  readonly exitCode: number | undefined;
  readonly error: string | undefined;
  readonly httpCode: number | undefined;
  readonly address: string | undefined;
  /** Milliseconds of the TCP handshake alone, without name lookup; undefined when it never completed. */
  readonly connectMilliseconds: number | undefined;
}

/** Reads the document of `curl -w '%{json}'`; undefined for anything else. */
export function readCurlTimings(text: string): CurlTimings | undefined {
  const document = parsed(text);
  if (document === undefined) return undefined;
  const connect = document.time_connect ?? 0;
  return {
    exitCode: document.exitcode,
    error: document.errormsg ?? undefined,
    httpCode: document.http_code === 0 ? undefined : document.http_code,
    address: document.remote_ip === '' ? undefined : document.remote_ip,
    connectMilliseconds: connect > 0 ? (connect - (document.time_namelookup ?? 0)) * 1000 : undefined,
  };
}

function parsed(text: string): z.infer<typeof writeOutSchema> | undefined {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  try {
    return writeOutSchema.safeParse(JSON.parse(text.slice(start))).data;
  } catch {
    return undefined;
  }
}
