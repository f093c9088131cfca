import type { World } from '../../world/types.ts';
import type { LabService, LabServicePort, ServiceBackend } from './service-model.ts';

/*
 * kube-proxy's work, by nftables as its own nftables mode does it: a packet to a service's address gets one of the
 * ready backends as its destination; one to a service without backends is answered with 'port unreachable'.
 */

/** Marks packets whose source must become the node's, so that the answer comes back the same way. */
const masqueradeMark = '0x4000';

/** The nftables script that makes a node's services what they are now, replacing what was there in one step. */
export function serviceRules(world: World, services: readonly LabService[]): string {
  const pods = `{ ${world.nodes.map(({ podCidr }) => podCidr).join(', ')} }`;
  const offers = services.flatMap((service) => service.ports.map((port) => ({ service, port })));
  const served = offers.filter(({ port }) => port.backends.length > 0);
  const empty = offers.filter(({ port }) => port.backends.length === 0);
  const backends = new Map(
    served.flatMap(({ port }) => port.backends.map((backend) => [backendChain(port, backend), { port, backend }])),
  );
  const addresses = services.flatMap(({ clusterAddress }) => clusterAddress ?? []);
  return [
    'table ip kube-proxy',
    'delete table ip kube-proxy',
    'table ip kube-proxy {',
    // A chain must stand before the map that points to it.
    ...[...backends].map(
      ([chain, { port, backend }]) =>
        ` chain ${chain} { ip saddr ${backend.address} meta mark set meta mark or ${masqueradeMark}; meta l4proto ${port.protocol} dnat to ${backend.address}:${backend.port}; }`,
    ),
    ...served.map(({ service, port }) => {
      const choices = port.backends.map((backend, index) => `${index} : goto ${backendChain(port, backend)}`);
      return ` chain ${serviceChain(service, port)} { numgen random mod ${choices.length} vmap { ${choices.join(', ')} }; }`;
    }),
    ' chain services {',
    ...served.flatMap(({ service, port }) => {
      if (service.clusterAddress === undefined) return [];
      const match = `ip daddr ${service.clusterAddress} ${port.protocol} dport ${port.port}`;
      return [
        `  ${match} ip saddr != ${pods} meta mark set meta mark or ${masqueradeMark}`,
        `  ${match} goto ${serviceChain(service, port)}`,
      ];
    }),
    ...served.flatMap(({ service, port }) => {
      if (port.nodePort === undefined) return [];
      const match = `fib daddr type local ip daddr != 127.0.0.0/8 ${port.protocol} dport ${port.nodePort}`;
      return [
        `  ${match} meta mark set meta mark or ${masqueradeMark}`,
        `  ${match} goto ${serviceChain(service, port)}`,
      ];
    }),
    ' }',
    ' chain refused {',
    ...empty.flatMap(({ port }) =>
      port.nodePort === undefined ? [] : [`  fib daddr type local ${port.protocol} dport ${port.nodePort} reject`],
    ),
    ...(addresses.length === 0 ? [] : [`  ip daddr { ${addresses.join(', ')} } reject`]),
    `  ip daddr ${world.serviceCidr} drop`,
    ' }',
    ' chain prerouting { type nat hook prerouting priority dstnat; jump services; }',
    ' chain output { type nat hook output priority -100; jump services; }',
    ` chain postrouting { type nat hook postrouting priority srcnat; meta mark & ${masqueradeMark} != 0 masquerade; }`,
    ' chain filter-input { type filter hook input priority filter; ct state new jump refused; }',
    ' chain filter-forward { type filter hook forward priority filter; ct state new jump refused; }',
    ' chain filter-output { type filter hook output priority filter; ct state new jump refused; }',
    '}',
    'table ip flannel-ipv4',
    'delete table ip flannel-ipv4',
    'table ip flannel-ipv4 {',
    ` chain flannel-postrtg { type nat hook postrouting priority srcnat; ip saddr ${pods} ip daddr != ${pods} masquerade; }`,
    '}',
  ].join('\n');
}

function serviceChain(service: LabService, port: LabServicePort): string {
  return `service-${service.namespace}/${service.name}/${port.protocol}/${port.port}`;
}

function backendChain(port: LabServicePort, backend: ServiceBackend): string {
  return `endpoint-${backend.address}/${port.protocol}/${backend.port}`;
}
