import { connectTcp, kernelConnectTimeout } from '../network/connect.ts';
import type { Connection } from '../network/connection.ts';
import type { Start } from './program.ts';

export type PatientConnect =
  | { readonly kind: 'open'; readonly connection: Connection; readonly took: number }
  | { readonly kind: 'refused' | 'no-route' | 'network-unreachable'; readonly took: number }
  /** The program's own patience ended, or after 127 s the kernel's. */
  | { readonly kind: 'timeout'; readonly took: number };

/** Connects in real time; `patience` in milliseconds. */
export async function connectPatiently(
  start: Start,
  address: string,
  port: number,
  patience = kernelConnectTimeout,
): Promise<PatientConnect> {
  const outcome = connectTcp(start.machine, address, port);
  const after = outcome.kind === 'silent' ? Number.POSITIVE_INFINITY : outcome.after;
  const limit = Math.min(patience, kernelConnectTimeout);
  await start.process.sleep(Math.min(after, limit));
  if (outcome.kind === 'silent' || after > limit) {
    return { kind: 'timeout', took: limit };
  }
  return outcome.kind === 'open'
    ? { kind: 'open', connection: outcome.connection, took: after }
    : { kind: outcome.kind, took: after };
}
