import type { RunResult } from '../../contracts/runner.ts';
import type { Tool, UnparsedSample } from '../../contracts/tool.ts';
import { classOfStatus, type DnsOutcome, type DnsQuestion, plainOutcome, questionName } from '../dns/outcome.ts';
import { parseLines } from '../line-parser.ts';
import { type NslookupSample, nslookupParser } from './parse.ts';

/** nslookup of BIND and newer BusyBox, with bounds of its own. */
export const nslookupTool: Tool<DnsQuestion, NslookupSample, DnsOutcome> = {
  program: 'nslookup',
  argv: (question) => ['nslookup', '-timeout=2', '-retry=1', questionName(question)],
  parse: (lines) => parseLines(nslookupParser(), lines),
  summarise: summariseNslookup,
};

/** BusyBox's small nslookup, which takes a name and nothing else. */
export const plainNslookupTool: Tool<DnsQuestion, NslookupSample, DnsOutcome> = {
  ...nslookupTool,
  argv: (question) => ['nslookup', questionName(question)],
};

/**
 * BusyBox applies the search list and exits 1 although one of the names was answered: any address is an answer, whatever
 * the exit code and the NXDOMAIN lines beside it.
 */
function summariseNslookup(samples: readonly (NslookupSample | UnparsedSample)[], result: RunResult): DnsOutcome {
  const found = samples.filter((sample) => sample.kind === 'address');
  const missing = samples.filter((sample) => sample.kind === 'not-found');
  const trouble = samples.find((sample) => sample.kind === 'trouble');
  const common = {
    addresses: [...new Set(found.map((sample) => sample.address))],
    server: samples.find((sample) => sample.kind === 'server')?.address ?? trouble?.server,
    answeredName: found[0]?.name,
    milliseconds: undefined,
    usage: false,
  };
  if (found.length > 0) return { ...common, class: 'answered', words: undefined };
  const told = missing.find((sample) => sample.status !== 'NXDOMAIN' && sample.status !== 'NODATA') ?? missing.at(-1);
  if (told !== undefined)
    return { ...common, class: classOfMissing(told.status), words: told.text.replace(/^\*+ /, '') };
  if (trouble !== undefined) return { ...common, class: trouble.trouble, words: trouble.text.replace(/^;+ /, '') };
  const usage = samples.find((sample) => sample.kind === 'usage');
  if (usage !== undefined) return { ...plainOutcome('not-tested', usage.text), usage: true };
  const unknown = samples.find((sample) => sample.kind === 'unparsed')?.text;
  return plainOutcome(result.end.kind === 'deadline' ? 'timeout' : 'not-tested', unknown);
}

/** Old BusyBox does not say why there is no address; where the server's code is told, that counts. */
function classOfMissing(status: string): DnsOutcome['class'] {
  if (status === 'NODATA') return 'no-data';
  return status === 'UNTOLD' ? 'no-data' : classOfStatus(status, 0);
}
