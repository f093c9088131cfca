import { isSameAddress } from '../address/same.ts';
import { kindOf, nodeOf } from '../evaluate/condition.ts';
import { sameProtocol } from '../evaluate/traffic.ts';
import type { Party } from '../model/party.ts';
import type { PolicySnapshot, ServiceParty } from '../model/snapshot.ts';
import type { Traffic } from '../model/traffic.ts';

/** A Service that nodes put in the place of a destination, and its own port. */
export interface ExposedService {
  readonly service: ServiceParty;
  /** Undefined: none was asked for. */
  readonly port: number | undefined;
}

type Exposing = Pick<ServiceParty, 'externalAddresses' | 'ports'>;

/**
 * The Service behind a node's port, or behind an address outside of the cluster that is one of its own: nodes rewrite what is sent
 * there. Undefined where there is none.
 */
export function exposedService(
  { services }: Pick<PolicySnapshot, 'services'>,
  destination: Party,
  traffic: Traffic,
): ExposedService | undefined {
  for (const service of services) {
    const found = exposedPort(service, destination, traffic);
    if (found !== undefined) return { service, ...found };
  }
  return undefined;
}

/** By which port of a service a destination is its own; undefined: it is not. */
export function exposedPort(
  { externalAddresses = [], ports }: Exposing,
  destination: Party,
  { protocol, port }: Traffic,
): { readonly port: number | undefined } | undefined {
  if (destination.kind === 'outside') {
    if (!externalAddresses.some((one) => isSameAddress(one, destination.address))) return undefined;
    const served = port === undefined || ports.some((one) => one.port === port && sameProtocol(one.protocol, protocol));
    return served ? { port } : undefined;
  }
  if (port === undefined || kindOf(destination) === 'pod' || nodeOf(destination) === '') return undefined;
  const found = ports.find((one) => one.nodePort === port && sameProtocol(one.protocol, protocol));
  return found && { port: found.port };
}
