import type { Machine } from '../container/machine.ts';
import { roundTripOf, send } from './connect.ts';
import { podMtu } from './flow.ts';

/** What one ICMP echo request came back with, and after how many milliseconds. */
export type EchoOutcome =
  | { readonly kind: 'reply'; readonly after: number; readonly timeToLive: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'error'; readonly after: number; readonly from: string; readonly text: string }
  /** Refused by the pod's own kernel: larger than its MTU, and not to be fragmented. */
  | { readonly kind: 'too-long'; readonly mtu: number };

const ipAndIcmpHeaders = 28;

/** Sends one echo request with `bytes` of payload. */
export function echo(machine: Machine, address: string, bytes: number, mayFragment: boolean): EchoOutcome {
  const size = bytes + ipAndIcmpHeaders;
  if (size > podMtu && !mayFragment) {
    return { kind: 'too-long', mtu: podMtu };
  }
  const outcome = send(machine, address, 'ICMP', 0);
  switch (outcome.kind) {
    case 'dropped':
      return { kind: 'lost' };
    case 'rejected':
      return { kind: 'error', after: 0.2, from: outcome.by, text: 'Destination Port Unreachable' };
    case 'host-unreachable':
      return { kind: 'error', after: 3000, from: outcome.by, text: 'Destination Host Unreachable' };
    case 'network-unreachable':
      return { kind: 'error', after: 0.2, from: outcome.by, text: 'Destination Net Unreachable' };
    case 'delivered':
      break;
  }
  // A payload larger than the MTU travels in full-size fragments.
  if (Math.min(size, podMtu) > outcome.largest || machine.random.next() < outcome.loss) {
    return { kind: 'lost' };
  }
  return { kind: 'reply', after: roundTripOf(machine, outcome), timeToLive: 64 - outcome.hops };
}
