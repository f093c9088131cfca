import type { Listener, SocketTable } from '../container/sockets.ts';
import type { Arrival } from './flow.ts';
import type { NetworkPod, TransportProtocol } from './objects.ts';
import type { NetworkState } from './state.ts';

/** Ports of the machines themselves: ssh and the kubelet. */
const nodePorts = [22, 10250];

/** Who listens where a packet arrived, or undefined: then the kernel there answers with a RST or ICMP. */
export function listenerAt(
  state: NetworkState,
  arrival: Arrival,
  protocol: TransportProtocol,
  socketsOf: (podUid: string) => SocketTable,
): Listener | undefined {
  const pods =
    arrival.pod !== undefined
      ? [arrival.pod]
      : state.pods.filter(
          (pod) => pod.hostNetwork && pod.running && arrival.node !== undefined && pod.node === arrival.node.name,
        );
  for (const pod of pods) {
    const listener =
      declaredListener(state, pod, protocol, arrival.port) ?? socketsOf(pod.uid).find(protocol, arrival.port);
    if (listener !== undefined) {
      return listener;
    }
  }
  return arrival.pod === undefined && protocol === 'TCP' && nodeListens(state, arrival) ? { serves: 'tcp' } : undefined;
}

function declaredListener(
  state: NetworkState,
  pod: NetworkPod,
  protocol: TransportProtocol,
  port: number,
): Listener | undefined {
  const declared = state.world.containers
    .filter(
      (container) =>
        container.namespace === pod.namespace &&
        pod.name.startsWith(container.podPrefix) &&
        pod.containers.includes(container.container),
    )
    .flatMap((container) => container.listeners)
    .find((listener) => listener.port === port && listener.protocol === protocol);
  if (declared === undefined || state.damage.listenerClosed(pod.namespace, pod.name, port)) {
    return undefined;
  }
  if (state.damage.processesStopped(pod.namespace, pod.name)) {
    return { serves: 'silence' };
  }
  return declared.serves === 'http'
    ? { serves: 'http', bodyBytes: declared.bodyBytes ?? 13 }
    : { serves: declared.serves };
}

/** A node answers on its own ports and where a service's endpoints say that something of the node listens (the API server). */
function nodeListens(state: NetworkState, arrival: Arrival): boolean {
  return (
    (arrival.node !== undefined && nodePorts.includes(arrival.port)) ||
    state.slices.some(
      (slice) =>
        slice.ports.some((port) => port.port === arrival.port) &&
        slice.endpoints.some((endpoint) => endpoint.address === arrival.address),
    )
  );
}
