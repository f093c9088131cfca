import type { Freshness, ResourceName } from '../contracts/cluster.ts';
import type { Endpoint } from '../contracts/endpoint.ts';
import type { ViewKind } from '../inventory/views.ts';
import { combineFreshness } from './freshness.ts';

const viewNeeds: Readonly<Record<ViewKind, readonly ResourceName[]>> = {
  nodes: ['nodes'],
  pods: ['pods'],
  services: ['services'],
  workloads: ['pods'],
  policies: ['networkpolicies'],
  events: ['events'],
  endpoints: ['pods', 'services', 'nodes'],
};

/** What a view's rows count beside the objects that they are. */
const viewCounts: Readonly<Partial<Record<ViewKind, readonly ResourceName[]>>> = {
  nodes: ['pods'],
  services: ['endpointslices'],
  policies: ['pods'],
  endpoints: ['endpointslices'],
};

/** How true a view's rows are: as true as what they are made of, and stale when what they count is. */
export function freshnessOfView(kind: ViewKind, freshness: (resource: ResourceName) => Freshness): Freshness {
  const needs = viewNeeds[kind].map(freshness);
  const [only] = needs;
  const rows = needs.length === 1 && only !== undefined ? only : combineFreshness(needs);
  const counted = (viewCounts[kind] ?? []).map(freshness).find(({ state }) => state === 'stale');
  return rows.state === 'live' && counted !== undefined ? counted : rows;
}

/** Whether what a view's rows count cannot be counted: not read yet, or not allowed. None is no count then. */
export function isUncounted(kind: ViewKind, freshness: (resource: ResourceName) => Freshness): boolean {
  return (viewCounts[kind] ?? []).map(freshness).some((one) => one.state === 'denied' || !isSettled(one));
}

const endpointNeeds: Readonly<Record<Endpoint['kind'], readonly ResourceName[]>> = {
  pod: ['pods'],
  workload: ['pods', 'deployments', 'daemonsets'],
  service: ['services', 'endpointslices', 'pods'],
  node: ['nodes'],
  ip: ['services', 'endpointslices', 'pods'],
  host: [],
};

/** The resources that must have been read before an endpoint can be told. */
export function needsOf(kind: Endpoint['kind']): readonly ResourceName[] {
  return endpointNeeds[kind];
}

/** Whether a resource is as known as it will get for now: read once, or not readable. */
export function isSettled(freshness: Freshness): boolean {
  if (freshness.state === 'live' || freshness.state === 'denied') return true;
  return 'asOf' in freshness && freshness.asOf !== undefined;
}
