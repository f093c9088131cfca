import type { Endpoint } from '../../contracts/endpoint.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { type ParsedEndpoint, parseEndpointText } from '../../link/parse-endpoint.ts';
import { partyOfAddress, serviceOfAddress } from '../destinations/party-of-address.ts';
import { partyWords } from '../evaluate/names.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { PolicySnapshot, ServiceParty } from '../model/snapshot.ts';
import { nearNames } from '../../text/near.ts';

/** What a text means in a snapshot. */
export type End =
  | { readonly kind: 'parties'; readonly name: string; readonly parties: readonly [Party, ...Party[]] }
  | { readonly kind: 'service'; readonly name: string; readonly service: ServiceParty }
  /** A name outside the cluster, whose addresses are not known here. */
  | { readonly kind: 'host'; readonly name: string };

/** Looks up what an endpoint's text means among the objects that were read. Throws a usage error that lists near names. */
export function findEnd(text: string, snapshot: PolicySnapshot): End & { readonly port: ParsedEndpoint['port'] } {
  const parsed = parseEndpointText(text);
  const end = parsed.kind === 'search' ? searched(parsed.search, snapshot) : named(parsed.endpoint, snapshot);
  return { ...end, port: parsed.port };
}

function named(endpoint: Endpoint, snapshot: PolicySnapshot): End {
  switch (endpoint.kind) {
    case 'pod':
      return podEnd(endpoint.namespace, endpoint.name, snapshot) ?? notFound('pod', endpoint, snapshot);
    case 'workload': {
      const { workload: kind, namespace, name } = endpoint;
      return workloadEnd(namespace, name, snapshot, kind) ?? notFound(kind, endpoint, snapshot);
    }
    case 'service':
      return serviceEnd(endpoint.namespace, endpoint.name, snapshot) ?? notFound('service', endpoint, snapshot);
    case 'node': {
      const node = snapshot.nodes.find(({ name }) => name === endpoint.name);
      if (node !== undefined) return { kind: 'parties', name: `node ${node.name}`, parties: [node] };
      throw unknown(
        `There is no node ${endpoint.name}.`,
        nearNames(
          endpoint.name,
          snapshot.nodes.map(({ name }) => name),
        ),
      );
    }
    case 'ip':
      return addressEnd(endpoint.address, snapshot);
    case 'host':
      return { kind: 'host', name: endpoint.name };
  }
}

function searched(search: string, snapshot: PolicySnapshot): End {
  const [namespace = '', name = ''] = search.split('/');
  return (
    podEnd(namespace, name, snapshot) ??
    workloadEnd(namespace, name, snapshot) ??
    serviceEnd(namespace, name, snapshot) ??
    notFound('pod, workload or service', { namespace, name }, snapshot)
  );
}

function podEnd(namespace: string, name: string, { pods }: PolicySnapshot): End | undefined {
  // A template stands under its workload's name, and is no pod that could be asked for as one.
  const pod = pods.find((one) => one.namespace === namespace && one.name === name && !isTemplate(one));
  return pod && { kind: 'parties', name: `pod ${namespace}/${name}`, parties: [pod] };
}

function isTemplate({ name, workload, addresses }: PodParty): boolean {
  return workload.kind !== 'Pod' && workload.name === name && addresses.length === 0;
}

function workloadEnd(namespace: string, name: string, { pods }: PolicySnapshot, kind?: string): End | undefined {
  const all = pods.filter(
    (pod) =>
      pod.namespace === namespace && pod.workload.name === name && (kind === undefined || pod.workload.kind === kind),
  );
  const running = all.filter(({ phase }) => phase === 'running');
  const [first, ...others] = running.length > 0 ? running : all;
  return first && { kind: 'parties', name: `${first.workload.kind} ${namespace}/${name}`, parties: [first, ...others] };
}

function serviceEnd(namespace: string, name: string, { services }: PolicySnapshot): End | undefined {
  const service = services.find((one) => one.namespace === namespace && one.name === name);
  return service && { kind: 'service', name: `service ${namespace}/${name}`, service };
}

/** Whose address it is: a pod's, a service's, a node's, or nobody's in the cluster. */
function addressEnd(address: string, snapshot: PolicySnapshot): End {
  const service = serviceOfAddress(snapshot, address);
  if (service !== undefined) return { kind: 'service', name: `service ${service.namespace}/${service.name}`, service };
  const party = partyOfAddress(snapshot, address) ?? { kind: 'outside', address };
  return { kind: 'parties', name: partyWords(party), parties: [party] };
}

function notFound(
  what: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  { pods, services, namespaces }: PolicySnapshot,
): never {
  const all = [
    ...pods.flatMap((pod) => [
      { namespace: pod.namespace, name: pod.name },
      { namespace: pod.namespace, name: pod.workload.name },
    ]),
    ...services,
  ];
  const here = new Set(all.filter((one) => one.namespace === namespace).map((one) => one.name));
  const near = [
    ...new Set([
      ...all.filter((one) => one.name === name && one.namespace !== namespace).map((one) => `${one.namespace}/${name}`),
      ...nearNames(name, here).map((one) => `${namespace}/${one}`),
      ...(namespaces.has(namespace) ? [] : nearNames(namespace, namespaces.keys()).map((one) => `${one}/${name}`)),
    ]),
  ];
  throw unknown(`There is no ${what} ${name} in namespace ${namespace}.`, near.slice(0, 5));
}

function unknown(sentence: string, near: readonly string[]): PlumblineError {
  return new PlumblineError(near.length > 0 ? `${sentence} Did you mean ${near.join(', ')}?` : sentence, {
    kind: 'usage',
    operation: 'find an endpoint',
    nextStep: 'Name an endpoint as namespace/name, node/name or an IP address.',
  });
}

/** Why nothing can be said of a name where its addresses count one by one. */
export function addressesUnknown(name: string, operation: string): PlumblineError {
  return new PlumblineError(`What policies declare for ${name} hangs on the addresses that it resolves to.`, {
    kind: 'usage',
    operation,
    object: name,
    nextStep: `Give an address: plumbline probe dns tells what ${name} resolves to in a pod. A pod is namespace/name.`,
  });
}
