import { inNetwork } from './quote.ts';

/** The network for benchmarks (RFC 2544): nothing in the demo has an address of it. */
const strangers = '198.18.0.0/15';

/** One line of `conntrack -R` for each connection that the table holds: open, and seen both ways, so that none is thrown out for a new one. */
const linesOfAll = `BEGIN {
  for (i = 0; i < most; i++) {
    port = 1024 + i % 64000
    net = "198.18." int(i / 64000)
    printf "-A -t 86400 -u SEEN_REPLY,ASSURED -s %s.1 -d %s.2 -r %s.2 -q %s.1 -p tcp --sport %d --dport 80", net, net, net, net, port
    printf " --reply-port-src 80 --reply-port-dst %d --state ESTABLISHED\\n", port
  }
}`;

/**
 * Fills a node's table of tracked connections, or takes the strangers out of it again. Its size cannot be set in a network
 * namespace; 262,144 connections take a second or two. A full table refuses the last ones, which is what is wanted.
 */
export function fullConnections(node: string, on: boolean): string {
  if (!on) return `${inNetwork(node, `conntrack -D -s ${strangers}`)} >/dev/null 2>&1 || :`;
  return [
    'most=$(cat /proc/sys/net/netfilter/nf_conntrack_max)',
    `awk -v most="$most" '${linesOfAll}' | ${inNetwork(node, 'conntrack -R -')} >/dev/null 2>&1 || :`,
  ].join('\n');
}
