import { judgedReader } from '../reading/judged.ts';
import { meaningOfCurl } from './meaning.ts';
import { parseCurl } from './transcript.ts';

/** Reads what curl printed. */
export const curlReader = judgedReader({
  tool: 'curl',
  about: "curl -v, -w '%{json}', and its last line alone",
  parse: parseCurl,
  summary: ({ items }) => ({
    httpStatus: items.findLast((event) => event.kind === 'response')?.status,
    exitCode: items.findLast((event) => event.kind === 'ended')?.code,
    connected: items.some(({ kind }) => kind === 'connected'),
  }),
  meaning: ({ items }, output) => meaningOfCurl(items, output),
  silence: (output) => (output.exitCode === undefined || output.exitCode === 0 ? undefined : meaningOfCurl([], output)),
});
