import { inBlock } from './address.ts';
import type { NetworkState } from './state.ts';

/** What the nodes' service rules make of a destination. */
export type Translation =
  | { readonly kind: 'untouched' }
  | { readonly kind: 'translated'; readonly address: string; readonly port: number }
  /** A service without ready endpoints: kube-proxy rejects with ICMP port unreachable. */
  | { readonly kind: 'rejected' }
  /** Of the service network, but no such address or port: nothing answers. */
  | { readonly kind: 'nowhere' };

/**
 * Destination translation as kube-proxy programs it, for cluster IPs and node ports. `choice` in [0, 1) picks the
 * endpoint. Only TCP and UDP are translated: a ping of a cluster IP is answered by nobody.
 */
export function translate(
  state: NetworkState,
  address: string,
  protocol: 'TCP' | 'UDP' | 'ICMP',
  port: number,
  choice: number,
): Translation {
  const onNode = state.nodeAt(address) !== undefined;
  for (const service of state.services) {
    const clusterAddress = service.addresses.includes(address);
    for (const declared of service.ports) {
      const reached = clusterAddress ? declared.port === port : onNode && declared.nodePort === port;
      if (!reached || declared.protocol !== protocol) {
        continue;
      }
      const targets = state.slices
        .filter((slice) => slice.namespace === service.namespace && slice.service === service.name)
        .flatMap((slice) =>
          slice.ports
            .filter((target) => target.name === declared.name && target.protocol === protocol)
            .flatMap((target) =>
              slice.endpoints
                .filter((endpoint) => endpoint.ready)
                .map((endpoint) => ({ address: endpoint.address, port: target.port })),
            ),
        );
      const target = targets[Math.floor(choice * targets.length)];
      return target === undefined ? { kind: 'rejected' } : { kind: 'translated', ...target };
    }
  }
  return inBlock(address, state.world.serviceCidr) ? { kind: 'nowhere' } : { kind: 'untouched' };
}
