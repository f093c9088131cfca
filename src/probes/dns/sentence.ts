import type { DnsOutcome } from '../../tools/dns/outcome.ts';

/** What became of a name, as one sentence: 'DNS: backend.shop.svc.cluster.local is 10.96.120.7 (asked 10.96.0.10)'. */
export function dnsSentence(name: string, outcome: DnsOutcome, askedFrom: string): string {
  const server = outcome.server === undefined ? '' : ` ${outcome.server}`;
  const from = askedFrom === 'source pod' ? '' : `, as seen from ${askedFrom}`;
  return `DNS: ${words(name, outcome, server)}${from}`;
}

function words(name: string, outcome: DnsOutcome, server: string): string {
  switch (outcome.class) {
    case 'answered':
      return `${name} is ${addresses(outcome.addresses)}${server === '' ? '' : ` (asked${server})`}`;
    case 'nxdomain':
      return `the server${server} says that ${name} does not exist (NXDOMAIN)`;
    case 'servfail':
      return `the server${server} failed to answer for ${name} (${outcome.words ?? 'SERVFAIL'})`;
    case 'refused':
      return `the server${server} refused to answer for ${name}`;
    case 'timeout':
      return `no answer from the server${server} for ${name}${outcome.words === undefined ? '' : `: ${outcome.words}`}`;
    case 'unreachable':
      return `the server${server} cannot be reached${outcome.words === undefined ? '' : `: ${outcome.words}`}`;
    case 'no-data':
      return `${name} has no address${outcome.words === undefined ? '' : ` (${outcome.words})`}`;
    case 'not-tested':
      return `${name} was not resolved`;
  }
}

/** At most four, the rest counted. */
function addresses(all: readonly string[]): string {
  const more = all.length > 4 ? ` and ${all.length - 4} more` : '';
  return `${all.slice(0, 4).join(', ')}${more}`;
}
