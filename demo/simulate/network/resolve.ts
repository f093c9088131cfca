import { isIP } from 'node:net';
import type { Machine } from '../container/machine.ts';
import type { Process } from '../container/process.ts';
import { roundTripOf, send } from './connect.ts';
import { listenerAt } from './listeners.ts';
import { answerName, clusterDomain, type NameAnswer } from './names.ts';

/** What one DNS datagram came back with, and after how many milliseconds. */
export type QueryOutcome =
  | { readonly kind: 'answer'; readonly answer: NameAnswer; readonly after: number }
  | { readonly kind: 'refused' | 'host-unreachable' | 'network-unreachable'; readonly after: number }
  | { readonly kind: 'silent' };

/** Asks a server once. */
export function queryName(machine: Machine, server: string, port: number, name: string, type: string): QueryOutcome {
  const outcome = send(machine, server, 'UDP', port);
  if (outcome.kind === 'rejected') {
    return { kind: 'refused', after: 0.1 };
  }
  if (outcome.kind === 'host-unreachable' || outcome.kind === 'network-unreachable') {
    return { kind: outcome.kind, after: outcome.kind === 'host-unreachable' ? 3000 : 0.1 };
  }
  if (outcome.kind === 'dropped' || machine.random.next() < outcome.loss) {
    return { kind: 'silent' };
  }
  const listener = listenerAt(machine.state(), outcome.arrival, 'UDP', machine.socketsOf);
  const after = roundTripOf(machine, outcome);
  if (listener === undefined) {
    return { kind: 'refused', after };
  }
  return listener.serves === 'dns'
    ? { kind: 'answer', answer: answerName(machine.state(), name, type), after: after + 0.2 }
    : { kind: 'silent' };
}

/** The search list of a pod's resolv.conf. */
export function searchDomains(machine: Machine): readonly string[] {
  return [`${machine.pod().namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
}

/** The names a resolver tries in turn, by the search list and ndots:5. */
export function candidates(machine: Machine, name: string): readonly string[] {
  if (name.endsWith('.')) {
    return [name.slice(0, -1)];
  }
  const searched = searchDomains(machine).map((domain) => `${name}.${domain}`);
  return name.split('.').length > 5 ? [name, ...searched] : [...searched, name];
}

export type Resolution =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly canonicalName: string }
  | { readonly kind: 'not-found' }
  /** The server failed or said nothing: 'Temporary failure in name resolution'. */
  | { readonly kind: 'failed' };

/**
 * Resolves as the C library does: addresses as they are, /etc/hosts, then DNS with the search list, 5 s and two
 * attempts for each name. Takes as long as that takes.
 */
export async function resolveHost(machine: Machine, process: Process, host: string): Promise<Resolution> {
  if (isIP(host) !== 0) {
    return { kind: 'addresses', addresses: [host], canonicalName: host };
  }
  const local = host === 'localhost' ? '127.0.0.1' : host === machine.pod().name ? machine.pod().address : undefined;
  if (local !== undefined) {
    return { kind: 'addresses', addresses: [local], canonicalName: host };
  }
  let failed = false;
  for (const name of candidates(machine, host)) {
    const answer = await askPatiently(machine, process, name);
    const found = answer?.records.filter((record) => record.type === 'A').map((record) => record.data) ?? [];
    if (found.length > 0) {
      return { kind: 'addresses', addresses: found, canonicalName: name };
    }
    failed = answer === undefined || answer.status === 'SERVFAIL';
    if (answer === undefined) {
      break;
    }
  }
  return { kind: failed ? 'failed' : 'not-found' };
}

async function askPatiently(machine: Machine, process: Process, name: string): Promise<NameAnswer | undefined> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const outcome = queryName(machine, machine.state().world.dnsAddress, 53, name, 'A');
    await process.sleep(outcome.kind === 'silent' ? 5000 : outcome.after);
    if (outcome.kind === 'answer') {
      return outcome.answer;
    }
    if (outcome.kind === 'network-unreachable') {
      return undefined;
    }
  }
  return undefined;
}
