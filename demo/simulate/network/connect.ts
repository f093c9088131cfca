import type { Machine } from '../container/machine.ts';
import { createPipe } from '../container/streams.ts';
import type { Connection, Delivered } from './connection.ts';
import { follow, type Outcome } from './flow.ts';
import { listenerAt } from './listeners.ts';
import type { TransportProtocol } from './objects.ts';
import { serve } from './servers.ts';

/** What a connect does, and after how many milliseconds it is known. `silent` is never known: the caller's patience ends it. */
export type ConnectOutcome =
  | { readonly kind: 'open'; readonly after: number; readonly connection: Connection }
  | { readonly kind: 'refused' | 'no-route' | 'network-unreachable'; readonly after: number }
  | { readonly kind: 'silent' };

/** The C library's words for what a connect said. */
export const connectErrors = {
  refused: 'Connection refused',
  'no-route': 'No route to host',
  'network-unreachable': 'Network is unreachable',
} as const;

/** Linux gives up a connect after six SYNs more, 127 s; sooner than that only the program's own timeout ends it. */
export const kernelConnectTimeout = 127_000;
const arpMilliseconds = 3_000;

/** Sends a SYN (and its retransmissions) on its way. Nothing is waited for here. */
export function connectTcp(machine: Machine, address: string, port: number): ConnectOutcome {
  const outcome = send(machine, address, 'TCP', port);
  switch (outcome.kind) {
    case 'dropped':
      return { kind: 'silent' };
    case 'rejected':
      return { kind: 'refused', after: 0.1 };
    case 'host-unreachable':
      return { kind: 'no-route', after: arpMilliseconds };
    case 'network-unreachable':
      return { kind: 'network-unreachable', after: 0.1 };
    case 'delivered':
      break;
  }
  const after = handshakeMilliseconds(machine, outcome);
  if (after === undefined) {
    return { kind: 'silent' };
  }
  const listener = listenerAt(machine.state(), outcome.arrival, 'TCP', machine.socketsOf);
  if (listener === undefined) {
    return { kind: 'refused', after };
  }
  const connection: Connection = {
    sent: createPipe(),
    received: createPipe(),
    localPort: machine.random.integer(32768, 60999),
    arrival: outcome.arrival,
    way: outcome,
    listener,
  };
  serve(connection, machine.pod().address);
  return { kind: 'open', after, connection };
}

/** Follows one packet with the network as it is now. */
export function send(machine: Machine, address: string, protocol: TransportProtocol | 'ICMP', port: number): Outcome {
  return follow(machine.state(), {
    source: machine.pod(),
    address,
    protocol,
    port,
    choice: machine.random.next(),
  });
}

/** A round trip in milliseconds, near the typical one. */
export function roundTripOf(machine: Machine, way: Delivered): number {
  const slow = machine.random.next() < 0.03 ? 1.8 : 1;
  return way.roundTrip * machine.random.around(0.25) * slow;
}

/** Milliseconds to the SYN-ACK with SYNs repeated after 1, 3, 7 … s; undefined when all seven are lost. */
function handshakeMilliseconds(machine: Machine, way: Delivered): number | undefined {
  for (let attempt = 0; attempt < 7; attempt += 1) {
    if (machine.random.next() >= way.loss) {
      return (2 ** attempt - 1) * 1000 + roundTripOf(machine, way);
    }
  }
  return undefined;
}
