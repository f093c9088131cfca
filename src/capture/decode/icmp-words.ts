const unreachable = [
  'network unreachable',
  'host unreachable',
  'protocol unreachable',
  'port unreachable',
  'fragmentation needed',
  'source route failed',
  'network unknown',
  'host unknown',
  'source host isolated',
  'network prohibited',
  'host prohibited',
  'network unreachable for this service',
  'host unreachable for this service',
  'prohibited by a filter',
  'precedence violation',
  'precedence cut off',
] as const;

const unreachable6 = [
  'no route',
  'prohibited by a filter',
  'beyond the scope of the source',
  'address unreachable',
  'port unreachable',
  'prohibited for the source by a policy',
  'route rejected',
] as const;

const other4: ReadonlyMap<number, string> = new Map([
  [0, 'echo reply'],
  [4, 'source quench'],
  [5, 'redirect'],
  [8, 'echo request'],
  [9, 'router advertisement'],
  [10, 'router solicitation'],
  [12, 'parameter problem'],
  [13, 'timestamp request'],
  [14, 'timestamp reply'],
]);

const other6: ReadonlyMap<number, string> = new Map([
  [2, 'packet too big'],
  [4, 'parameter problem'],
  [128, 'echo request'],
  [129, 'echo reply'],
  [130, 'multicast listener query'],
  [131, 'multicast listener report'],
  [133, 'router solicitation'],
  [134, 'router advertisement'],
  [135, 'neighbour solicitation'],
  [136, 'neighbour advertisement'],
  [137, 'redirect'],
  [143, 'multicast listener report'],
]);

/** An ICMP message in words, for either version; by its numbers where nobody would know better. */
export function icmpWords(version: 4 | 6, type: number, code: number): string {
  const numbers = `type ${type} code ${code}`;
  if (type === (version === 4 ? 3 : 1))
    return (version === 4 ? unreachable : unreachable6)[code] ?? `unreachable, code ${code}`;
  if (type === (version === 4 ? 11 : 3)) return code === 1 ? 'fragments did not arrive in time' : 'time exceeded';
  return (version === 4 ? other4 : other6).get(type) ?? numbers;
}

/** Whether it tells that a packet did not arrive, and so quotes it. */
export function isIcmpError(version: 4 | 6, type: number): boolean {
  return version === 4 ? type === 3 || type === 4 || type === 11 || type === 12 : type >= 1 && type <= 4;
}
