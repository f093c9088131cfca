import type { NetworkState } from './state.ts';

/** What a cluster's DNS server answers. */
export interface NameAnswer {
  readonly status: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';
  /** Addresses for A, a name for PTR and CNAME targets; empty with NOERROR is 'no data'. */
  readonly records: readonly { readonly type: 'A' | 'PTR' | 'CNAME'; readonly name: string; readonly data: string }[];
}

export const clusterDomain = 'cluster.local';
const nothing: NameAnswer = { status: 'NXDOMAIN', records: [] };
const noData: NameAnswer = { status: 'NOERROR', records: [] };

/**
 * Answers as CoreDNS's kubernetes plugin does: services, endpoints of headless services, pods by their dashed address,
 * reverse lookups of services. Names outside the cluster fail: the simulated cluster has no way out to forward them.
 */
export function answerName(state: NetworkState, question: string, type: string): NameAnswer {
  const name = question.toLowerCase().replace(/\.$/, '');
  if (name.endsWith('.in-addr.arpa')) {
    return reverse(state, name);
  }
  if (!name.endsWith(`.${clusterDomain}`) && name !== clusterDomain) {
    return { status: 'SERVFAIL', records: [] };
  }
  const labels = name.split('.').slice(0, -2);
  const [kind, namespace, service, host] = labels.toReversed();
  if (kind === 'pod' && namespace !== undefined && service !== undefined && host === undefined) {
    const address = service.replaceAll('-', '.');
    const exists = state.pods.some((pod) => pod.address === address && pod.namespace === namespace);
    return exists ? addresses(name, type, [address]) : nothing;
  }
  const found = state.services.find((one) => one.namespace === namespace && one.name === service);
  if (kind !== 'svc' || found === undefined) {
    return isEmptyNonTerminal(state, kind, namespace, service) ? noData : nothing;
  }
  if (found.externalName !== '' && host === undefined) {
    return { status: 'NOERROR', records: [{ type: 'CNAME', name, data: found.externalName }] };
  }
  if (found.addresses.length > 0) {
    return host === undefined ? addresses(name, type, found.addresses) : nothing;
  }
  const endpoints = state.slices
    .filter((slice) => slice.namespace === namespace && slice.service === service)
    .flatMap((slice) => slice.endpoints.filter((endpoint) => endpoint.ready))
    .filter((endpoint) => host === undefined || (endpoint.hostname ?? endpoint.address.replaceAll('.', '-')) === host)
    .map((endpoint) => endpoint.address);
  return endpoints.length > 0 ? addresses(name, type, endpoints) : nothing;
}

/** 'svc.cluster.local' and 'shop.svc.cluster.local' exist without records of their own. */
function isEmptyNonTerminal(
  state: NetworkState,
  kind: string | undefined,
  namespace: string | undefined,
  service: string | undefined,
): boolean {
  return (
    kind === undefined ||
    ((kind === 'svc' || kind === 'pod') &&
      service === undefined &&
      (namespace === undefined || state.namespaceLabels.has(namespace)))
  );
}

function addresses(name: string, type: string, found: readonly string[]): NameAnswer {
  return {
    status: 'NOERROR',
    records: type === 'A' || type === 'ANY' ? found.map((data) => ({ type: 'A' as const, name, data })) : [],
  };
}

function reverse(state: NetworkState, name: string): NameAnswer {
  const address = name.replace('.in-addr.arpa', '').split('.').toReversed().join('.');
  const service = state.services.find((one) => one.addresses.includes(address));
  return service === undefined
    ? nothing
    : {
        status: 'NOERROR',
        records: [{ type: 'PTR', name, data: `${service.name}.${service.namespace}.svc.${clusterDomain}.` }],
      };
}
