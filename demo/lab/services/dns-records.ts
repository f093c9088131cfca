import type { LabPod } from '../cluster-model.ts';
import type { LabService } from './service-model.ts';

/** The names of the cluster in the format of /etc/hosts: services, headless services' pods, pods by their address. */
export function dnsRecords(services: readonly LabService[], pods: readonly LabPod[]): string {
  const lines = services.flatMap(({ namespace, name, clusterAddress, addresses }) => {
    const domain = `${name}.${namespace}.svc.cluster.local`;
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
