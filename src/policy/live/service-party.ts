import type { ServiceRecord } from '../../inventory/records.ts';
import type { ServiceParty } from '../model/snapshot.ts';

/** A service as policies see it; without `backends` its selector tells who they are. */
export function serviceParty(service: ServiceRecord, backends: ServiceParty['backends']): ServiceParty {
  const { namespace, name, labels, selector, type, clusterAddresses, externalName, ports } = service;
  return {
    namespace,
    name,
    labels,
    selector,
    type,
    clusterAddresses,
    externalName,
    ...(service.externalAddresses === undefined ? {} : { externalAddresses: service.externalAddresses }),
    ...(service.externalTrafficPolicy === undefined ? {} : { externalTrafficPolicy: service.externalTrafficPolicy }),
    ports: ports.map(({ name: port, port: number, targetPort, nodePort, protocol }) => ({
      name: port,
      port: number,
      targetPort,
      ...(nodePort === undefined ? {} : { nodePort }),
      protocol,
    })),
    ...(backends === undefined ? {} : { backends }),
  };
}
