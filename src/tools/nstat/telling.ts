/** Counters whose growth tells of lost packets or connections, and what they count. */
export const tellingCounters: Readonly<Record<string, string>> = {
  TcpExtIPReversePathFilter: 'dropped by the reverse path filter',
  IpInDiscards: 'discarded on receiving',
  IpOutDiscards: 'discarded on sending',
  IpOutNoRoutes: 'without a route',
  IpInAddrErrors: 'for an address that is not here and not forwarded',
  IpReasmFails: 'fragments not put together',
  IpFragFails: 'too long and not to be fragmented',
  TcpExtListenDrops: 'connections dropped by a listener',
  TcpExtListenOverflows: 'connections dropped for a full accept queue',
  TcpExtTCPTimeouts: 'TCP timers that ran out',
  TcpRetransSegs: 'segments sent again',
  UdpRcvbufErrors: 'datagrams dropped for a full buffer',
};
