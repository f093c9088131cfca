import type { RunResult } from '../../contracts/runner.ts';
import type { Tool, UnparsedSample } from '../../contracts/tool.ts';
import { addressFamily } from '../../link/address.ts';
import { classOfStatus, type DnsOutcome, type DnsQuestion, plainOutcome, questionName } from '../dns/outcome.ts';
import { parseLines } from '../line-parser.ts';
import { type DigSample, digParser } from './parse.ts';

/** dig, asking the pod's own resolvers. It bounds itself: two tries of one second for each server. */
export const digTool: Tool<DnsQuestion, DigSample, DnsOutcome> = {
  program: 'dig',
  argv: (question) => [
    'dig',
    '+time=1',
    '+tries=2',
    ...(question.rooted ? [] : ['+search']),
    '-t',
    question.family === 6 ? 'AAAA' : 'A',
    '-q',
    questionName(question),
  ],
  parse: (lines) => parseLines(digParser(), lines),
  summarise: summariseDig,
};

function summariseDig(samples: readonly (DigSample | UnparsedSample)[], result: RunResult): DnsOutcome {
  const usage = samples.find((sample) => sample.kind === 'usage');
  const status = samples.findLast((sample) => sample.kind === 'status');
  const records = samples.filter((sample) => sample.kind === 'record' && sample.section === 'answer');
  const addresses = records.flatMap((found) =>
    found.kind === 'record' && addressFamily(found.data) !== undefined ? [found.data] : [],
  );
  const trouble =
    samples.findLast((sample) => sample.kind === 'trouble' && sample.server !== undefined) ??
    samples.findLast((sample) => sample.kind === 'trouble');
  const told = trouble?.kind === 'trouble' ? trouble : undefined;
  const first = records[0];
  const common = {
    addresses: [...new Set(addresses)],
    server: samples.findLast((sample) => sample.kind === 'server')?.address ?? told?.server,
    answeredName: first?.kind === 'record' ? first.name.replace(/\.$/, '') : undefined,
    milliseconds: samples.findLast((sample) => sample.kind === 'query-time')?.milliseconds,
  };
  if (status !== undefined) {
    const words = status.status === 'NOERROR' ? undefined : status.status;
    return { ...common, class: classOfStatus(status.status, addresses.length), words, usage: false };
  }
  if (told !== undefined)
    return {
      ...common,
      class: told.trouble,
      words: truncatedWords(samples) ?? told.text.replace(/^;+ /, ''),
      usage: false,
    };
  if (addresses.length > 0) return { ...common, class: 'answered', words: undefined, usage: false };
  if (usage !== undefined) return { ...plainOutcome('not-tested', usage.text), usage: true };
  return plainOutcome(result.end.kind === 'deadline' ? 'timeout' : 'not-tested', firstUnknown(samples));
}

/** The trap of a policy that allows DNS over UDP alone: the answer is too long for UDP and TCP 53 is not answered. */
function truncatedWords(samples: readonly (DigSample | UnparsedSample)[]): string | undefined {
  return samples.some((sample) => sample.kind === 'truncated')
    ? 'the answer was too long for UDP and the server did not answer over TCP'
    : undefined;
}

function firstUnknown(samples: readonly (DigSample | UnparsedSample)[]): string | undefined {
  return samples.find((sample) => sample.kind === 'unparsed')?.text;
}
