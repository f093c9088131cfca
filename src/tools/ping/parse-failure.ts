import { isUsageComplaint } from '../connect/words.ts';
import type { PingFailure, PingSample } from './samples.ts';

/** The program's name at the start of its own messages; it may be a renamed copy ('ping-nocap') or a path. */
const own = /^(?:\S*ping\S*: )?/.source;

/** A packet that this host did not send. iputils before 2024 names the MTU, later ones do not; all go on with the next packet, BusyBox ends. */
export function readSendError(text: string, at: number): PingSample | undefined {
  const local = new RegExp(`${own}local error: (.+)$`, 'i').exec(text);
  const send = new RegExp(`${own}(?:sendmsg|sendto|send): (.+)$`).exec(text);
  const message = local?.[1] ?? send?.[1];
  if (message === undefined) return undefined;
  const mtu = /mtu[=:] ?(\d+)/i.exec(message)?.[1];
  return {
    kind: 'error',
    sequence: undefined,
    from: undefined,
    text: message,
    mtu: mtu === undefined ? undefined : Number(mtu),
    tooLong: /message too long/i.test(message),
    at,
  };
}

const failures: readonly (readonly [RegExp, PingFailure])[] = [
  [new RegExp(`${own}connect: Network (is )?unreachable`), 'network-unreachable'],
  [new RegExp(`${own}connect: (No route to host|Host is unreachable)`), 'no-route'],
  [
    /permission denied|operation not permitted|missing cap_net_raw|socktype: SOCK_RAW|are you root|must be root/i,
    'not-permitted',
  ],
  [
    /name or service not known|name resolution|unknown host|bad address|no address associated|does not resolve|^ping: \S+: (try again|system error)/i,
    'name-not-resolved',
  ],
];

/** Ping that never started: no route, no right to open a socket, no such name, or options it does not know. */
export function readFailure(text: string, at: number): PingSample | undefined {
  const known = failures.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return { kind: 'failure', failure: known[1], text, at };
  if (isUsageComplaint(text) || text.startsWith('BusyBox v')) return { kind: 'failure', failure: 'usage', text, at };
  return undefined;
}
