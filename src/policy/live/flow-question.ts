import type { LinkQuestion } from '../../contracts/policy.ts';
import type { EndpointPod, ResolvedEndpoint } from '../../contracts/endpoint.ts';
import { describeEndpoint } from '../../link/describe.ts';
import type { FlowDestination, FlowQuestion } from '../destinations/explain-flow.ts';
import { partyOfAddress, serviceOfAddress } from '../destinations/party-of-address.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';

/** A question that the engine can answer, or why there is none. */
export type AskedFlow = { readonly question: FlowQuestion } | { readonly problem: string };

/** Makes of a link, and of what its ends stand for now, the flow that policies are asked about. */
export function flowQuestion(
  link: LinkQuestion,
  ends: { readonly source: ResolvedEndpoint; readonly destination: ResolvedEndpoint },
  snapshot: PolicySnapshot,
): AskedFlow {
  const source = partyOf(ends.source, snapshot);
  if (source === undefined) return { problem: missing('source', ends.source) };
  const destination = destinationOf(ends.destination, snapshot);
  if (destination === undefined) return { problem: missing('destination', ends.destination) };
  const port = portOf(link, ends.destination);
  if (port === undefined && typeof link.port === 'string')
    return { problem: `The destination declares no ${link.protocol} port named ${link.port}.` };
  return {
    question: { source, destination, traffic: { protocol: link.protocol, ...(port === undefined ? {} : { port }) } },
  };
}

function destinationOf(end: ResolvedEndpoint, snapshot: PolicySnapshot): FlowDestination | undefined {
  const { endpoint } = end;
  switch (endpoint.kind) {
    case 'host':
      return { kind: 'host', name: endpoint.name, addresses: undefined };
    case 'service': {
      const service = snapshot.services.find(
        (one) => one.namespace === endpoint.namespace && one.name === endpoint.name,
      );
      return service && { kind: 'service', service };
    }
    case 'ip': {
      const service = serviceOfAddress(snapshot, endpoint.address);
      return service === undefined ? partyOf(end, snapshot) : { kind: 'service', service };
    }
    default:
      return partyOf(end, snapshot);
  }
}

function partyOf({ endpoint, pod }: ResolvedEndpoint, snapshot: PolicySnapshot): Party | undefined {
  switch (endpoint.kind) {
    case 'pod':
    case 'workload':
      return pod && podOf(pod, snapshot);
    case 'node':
      return snapshot.nodes.find(({ name }) => name === endpoint.name);
    case 'ip':
      return partyOfAddress(snapshot, endpoint.address);
    case 'service':
    case 'host':
      return undefined;
  }
}

function podOf({ namespace, name }: EndpointPod, { pods }: PolicySnapshot): PodParty | undefined {
  return pods.find((pod) => pod.namespace === namespace && pod.name === name);
}

/** The number that the link's port means at the destination: the declared one of that name, or the only one asked for. */
function portOf({ port, protocol }: LinkQuestion, { ports }: ResolvedEndpoint): number | undefined {
  if (typeof port === 'number') return port;
  const fitting = ports.filter((declared) => declared.protocol === protocol);
  return (port === undefined ? fitting[0] : fitting.find(({ name }) => name === port))?.port;
}

function missing(role: 'source' | 'destination', { endpoint, problem }: ResolvedEndpoint): string {
  if (role === 'source' && (endpoint.kind === 'service' || endpoint.kind === 'host'))
    return `A flow begins in a pod, and ${describeEndpoint(endpoint)} has none that is ready.`;
  if (problem !== undefined) return `The ${role} cannot be judged: ${problem.replace(/\.$/, '')}.`;
  return `The ${role} cannot be judged: ${describeEndpoint(endpoint)} is no pod, node or address that is known here.`;
}
