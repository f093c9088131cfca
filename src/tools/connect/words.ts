import type { ConnectClass } from '../../contracts/probe.ts';

/*
 * What the C libraries say. glibc and musl use other words for the same errno: 'No route to host' and
 * 'Host is unreachable' are both EHOSTUNREACH.
 */
const words: readonly (readonly [RegExp, ConnectClass])[] = [
  [/connection refused/i, 'refused'],
  [/no route to host|host is unreachable|host unreachable/i, 'no-route'],
  [/network (is )?unreachable/i, 'network-unreachable'],
  [/connection reset|reset by peer/i, 'reset'],
  [/operation not permitted|permission denied/i, 'not-permitted'],
  [
    /could not resolve|couldn't resolve|can't resolve|resolving timed out|getaddrinfo|bad address|name resolution|name or service not known|name does not resolve|unknown host|no address associated|nodename nor servname|unable to resolve|forward host lookup failed/i,
    'name-not-resolved',
  ],
  [/timed out|time-?out|timeout was reached/i, 'timeout'],
];

/**
 * The class of a failure from a program's own words, or undefined when the words are not known. Name resolution is
 * looked for before 'timed out', because 'Resolving timed out' is no connection that timed out.
 */
export function classOfWords(text: string): ConnectClass | undefined {
  return words.find(([pattern]) => pattern.test(text))?.[1];
}

/** What a program says when it does not know an option, or prints its usage: nothing was tested then. */
export function isUsageComplaint(text: string): boolean {
  return /invalid option|unrecognized option|unknown option|illegal option|unknown switch|^usage:|is unknown\b.*option|invalid number/i.test(
    text,
  );
}
