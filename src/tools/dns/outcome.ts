import type { DnsClass } from '../../contracts/probe.ts';

/** What one run of a name service program proved, whichever program it was. */
export interface DnsOutcome {
  readonly class: DnsClass;
  /** Answers without duplicates, in the order given. */
  readonly addresses: readonly string[];
  /** Address of the server that answered or was asked, without port. */
  readonly server: string | undefined;
  /** The name that the answer is for: with a search list it may be longer than the one asked. */
  readonly answeredName: string | undefined;
  /** The program's own words, where it failed. */
  readonly words: string | undefined;
  /** Milliseconds as the program tells them. */
  readonly milliseconds: number | undefined;
  readonly usage: boolean;
}

/** A question for one name. `rooted` asks for exactly this name, without the search list. */
export interface DnsQuestion {
  readonly name: string;
  readonly rooted: boolean;
  /** Address family of the answers wanted. */
  readonly family: 4 | 6;
}

/** The name as it goes on a command line. */
export function questionName(question: DnsQuestion): string {
  return question.rooted && !question.name.endsWith('.') ? `${question.name}.` : question.name;
}

/** An outcome with nothing but its class; programs fill in what they know. */
export function plainOutcome(of: DnsClass, words?: string): DnsOutcome {
  return {
    class: of,
    addresses: [],
    server: undefined,
    answeredName: undefined,
    words,
    milliseconds: undefined,
    usage: false,
  };
}

/** The class of a DNS response code word (RFC 6895): NOERROR without an address is `no-data`. */
export function classOfStatus(status: string, addresses: number): DnsClass {
  switch (status) {
    case 'NOERROR':
      return addresses > 0 ? 'answered' : 'no-data';
    case 'NXDOMAIN':
      return 'nxdomain';
    case 'REFUSED':
      return 'refused';
    default:
      return 'servfail';
  }
}
