import type { LabPod } from '../cluster-model.ts';
import type { LabService } from './service-model.ts';

/**
 * The names of the cluster in the format of /etc/hosts: services, headless services' pods, pods by their address. That
 * format has no CNAME: a service that stands for another of the cluster has its addresses, one for a name outside none.
 */
export function dnsRecords(services: readonly LabService[], pods: readonly LabPod[]): string {
  const lines = services.flatMap(({ namespace, name, externalName, ...own }) => {
    const domain = `${name}.${namespace}.svc.cluster.local`;
    const behind = services.find((other) => `${other.name}.${other.namespace}.svc.cluster.local` === externalName);
    const { clusterAddress, addresses } = behind ?? own;
    if (clusterAddress !== undefined) return [`${clusterAddress} ${domain}`];
    return addresses.map(({ address, hostname }) =>
      hostname === undefined ? `${address} ${domain}` : `${address} ${hostname}.${domain} ${domain}`,
    );
  });
  const byAddress = pods.map(
    ({ address, namespace }) => `${address} ${address.replaceAll('.', '-')}.${namespace}.pod.cluster.local`,
  );
  return [...new Set([...lines, ...byAddress])].join('\n');
}
