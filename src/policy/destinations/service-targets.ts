import { sameProtocol } from '../evaluate/traffic.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { PolicySnapshot, ServiceBackend, ServiceParty } from '../model/snapshot.ts';
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
  if (service.clusterAddresses.length === 0)
    return { targets: distinct(backends.map(({ destination }) => ({ destination, port }))) };
  const matching = service.ports.filter(
    (one) => sameProtocol(one.protocol, protocol) && (port === undefined || one.port === port),
  );
  if (matching.length === 0) {
    const listed = service.ports.map((one) => `${one.protocol} ${one.port}`).join(', ');
    const wanted = port === undefined ? `${protocol} port` : `port ${port} of ${protocol}`;
    return { problem: `The ${name} has no ${wanted}: it serves ${listed === '' ? 'none' : listed}.` };
  }
  const targets = backends.flatMap((backend) =>
    matching.flatMap((one) =>
      targetPorts(one, backend).map((target) => ({ destination: backend.destination, port: target })),
    ),
  );
  if (targets.length > 0) return { targets: distinct(targets) };
  const names = matching.map(({ targetPort }) => targetPort).join(', ');
  return { problem: `No backend of the ${name} has a container port named ${names}.` };
}

/** A pod with addresses of two families stands in a slice of each. */
function distinct(targets: readonly ServiceTarget[]): readonly ServiceTarget[] {
  return targets.filter(
    (one, index) =>
      targets.findIndex(({ destination, port }) => destination === one.destination && port === one.port) === index,
  );
}

interface Backend {
  readonly destination: Party;
  readonly ports: ServiceBackend['ports'];
}

/** A slice says it in numbers; without one a name means the first container port that bears it. */
function targetPorts(
  { name, targetPort, protocol }: ServiceParty['ports'][number],
  { destination, ports }: Backend,
): readonly number[] {
  if (ports !== undefined) {
    const given = ports.find((one) => one.name === name && one.protocol === protocol)?.port;
    return given === undefined ? [] : [given];
  }
  if (typeof targetPort === 'number') return [targetPort];
  if (destination.kind !== 'pod') return [];
  const first = destination.ports.find((one) => one.name === targetPort && one.protocol === protocol);
  return first === undefined ? [] : [first.port];
}

/** Ready endpoints, or the pods that the selector selects. */
function backendsOf(snapshot: PolicySnapshot, service: ServiceParty): readonly Backend[] {
  const { backends, namespace, selector } = service;
  if (backends !== undefined)
    return backends.flatMap(({ address, ready, ports }) => {
      const destination = ready ? partyOfAddress(snapshot, address) : undefined;
      return destination === undefined ? [] : [{ destination, ports }];
    });
  const wanted = Object.entries(selector ?? {});
  if (wanted.length === 0) return [];
  const fits = (pod: PodParty): boolean =>
    pod.namespace === namespace &&
    pod.phase !== 'finished' &&
    wanted.every(([key, value]) => Object.hasOwn(pod.labels, key) && pod.labels[key] === value);
  return snapshot.pods.filter(fits).map((destination) => ({ destination, ports: undefined }));
}
