import { sameProtocol } from '../evaluate/traffic.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { PolicySnapshot, ServiceParty } from '../model/snapshot.ts';
import type { FlowProtocol } from '../model/traffic.ts';
import { partyOfAddress } from './party-of-address.ts';

/** Where a Service sends a flow: a backend, and the port there. */
export interface ServiceTarget {
  readonly destination: Party;
  /** Undefined: any port, where a headless Service was asked for none. */
  readonly port: number | undefined;
}

/** Where a Service sends flows, or a sentence why nowhere. */
export type ServiceTargets = { readonly targets: readonly ServiceTarget[] } | { readonly problem: string };

/**
 * The real destinations of a flow to a Service: policies see the flow after its address became a backend's and its port the
 * target port, which a name may make another one on each backend. Without a port, those of all the Service's ports of the
 * protocol. A headless Service rewrites nothing.
 */
export function serviceTargets(
  snapshot: PolicySnapshot,
  service: ServiceParty,
  protocol: FlowProtocol,
  port: number | undefined,
): ServiceTargets {
  const name = `Service ${service.namespace}/${service.name}`;
  const backends = backendsOf(snapshot, service);
  if (backends.length === 0) return { problem: `The ${name} has no ready backend.` };
  if (service.clusterAddresses.length === 0) return { targets: backends.map((destination) => ({ destination, port })) };
  const matching = service.ports.filter(
    (one) => sameProtocol(one.protocol, protocol) && (port === undefined || one.port === port),
  );
  if (matching.length === 0) {
    const listed = service.ports.map((one) => `${one.protocol} ${one.port}`).join(', ');
    const wanted = port === undefined ? `${protocol} port` : `port ${port} of ${protocol}`;
    return { problem: `The ${name} has no ${wanted}: it serves ${listed === '' ? 'none' : listed}.` };
  }
  const targets = backends.flatMap((destination) =>
    matching.flatMap((one) => targetPorts(one, destination).map((target) => ({ destination, port: target }))),
  );
  if (targets.length > 0) return { targets };
  const names = matching.map(({ targetPort }) => targetPort).join(', ');
  return { problem: `No backend of the ${name} has a container port named ${names}.` };
}

function targetPorts({ targetPort, protocol }: ServiceParty['ports'][number], destination: Party): readonly number[] {
  if (typeof targetPort === 'number') return [targetPort];
  if (destination.kind !== 'pod') return [];
  return destination.ports.filter((one) => one.name === targetPort && one.protocol === protocol).map((one) => one.port);
}

/** Ready endpoints, or the pods that the selector selects. */
function backendsOf(snapshot: PolicySnapshot, service: ServiceParty): readonly Party[] {
  const { backends, namespace, selector } = service;
  if (backends !== undefined)
    return backends.flatMap(({ address, ready }) => (ready ? (partyOfAddress(snapshot, address) ?? []) : []));
  const wanted = Object.entries(selector ?? {});
  if (wanted.length === 0) return [];
  const fits = (pod: PodParty): boolean =>
    pod.namespace === namespace &&
    pod.phase !== 'finished' &&
    wanted.every(([key, value]) => Object.hasOwn(pod.labels, key) && pod.labels[key] === value);
  return snapshot.pods.filter(fits);
}
