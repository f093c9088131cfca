import { listWords } from '../../text/words.ts';
import { digTool } from '../dig/tool.ts';
import { getentTool } from '../getent/tool.ts';
import { nslookupTool } from '../nslookup/tool.ts';
import type { Reader } from '../reading/reading.ts';
import { readerOf } from '../reading/of-tool.ts';
import type { DnsOutcome } from './outcome.ts';

/** Readers of saved output of the programs that ask for names. */
export const dnsReaders: readonly Reader[] = [
  readerOf(digTool, { tool: 'dig', about: 'dig of BIND', sentence }),
  readerOf(nslookupTool, { tool: 'nslookup', about: 'nslookup of BIND and BusyBox', sentence }),
  readerOf(getentTool, { tool: 'getent', about: 'getent hosts and ahosts', sentence }),
];

function sentence(outcome: DnsOutcome): string {
  const name = outcome.answeredName ?? 'the name';
  const server = outcome.server === undefined ? 'The server' : `The server ${outcome.server}`;
  const words = outcome.words === undefined ? '' : `: ${outcome.words.trim().replace(/\.$/, '')}`;
  switch (outcome.class) {
    case 'answered':
      return `${name} is ${listWords(outcome.addresses)}${outcome.server === undefined ? '' : ` (asked ${outcome.server})`}.`;
    case 'nxdomain':
      return `${server} says that the name does not exist (NXDOMAIN)${words}.`;
    case 'servfail':
      return `${server} failed to answer${words}.`;
    case 'refused':
      return `${server} refused to answer${words}.`;
    case 'timeout':
      return `${server} did not answer${words}.`;
    case 'unreachable':
      return `${server} cannot be reached${words}.`;
    case 'no-data':
      return `The name has no address of the kind that was asked for${words}.`;
    case 'not-tested':
      return `Nothing was asked, or the output does not tell what came of it${words}.`;
  }
}
