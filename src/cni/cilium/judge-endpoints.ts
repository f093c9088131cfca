import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { addressKey } from '../../policy/address/same.ts';
import { countWords, fullStop } from '../../text/words.ts';
import { type CiliumEndpoint, ciliumEndpointsMeaning } from '../../tools/cilium/endpoints.ts';
import { finding } from '../common/rule.ts';
import type { CiliumOwn, CiliumShared } from './evidence.ts';

/** A pod this young (ms) may not have its endpoint yet. */
const young = 60_000;
const named = 4;

/** The agent's endpoints: whether they are ready, and whether every pod of the node is one. */
export function judgeEndpoints(
  node: string,
  own: Pick<CiliumOwn, 'endpoints' | 'pods' | 'at'>,
  managed: CiliumShared['managed'] | undefined,
): { readonly cell: CniCell; readonly findings: readonly CniFinding[] } {
  const { endpoints } = own;
  const missing = unmanaged(own, managed);
  const findings = [...unmanagedFindings(node, missing, endpoints)];
  if (!endpoints.known) return { cell: { text: '?', health: 'unknown' }, findings };
  const ready = endpoints.value.filter(({ state }) => state === 'ready').length;
  if (endpoints.value.length === 0)
    return { cell: { text: '0', health: missing.length > 0 ? 'fault' : 'unknown' }, findings };
  const { state, sentence } = ciliumEndpointsMeaning(endpoints.value);
  findings.push(
    finding('cilium/endpoints', state, fullStop(`Endpoints of ${node}: ${sentence}`), { from: [endpoints] }),
  );
  const audited = endpoints.value.filter(({ ingress, egress }) => /audit/i.test(`${ingress} ${egress}`));
  if (audited.length > 0)
    findings.push(
      finding(
        'cilium/audit-mode',
        'warning',
        `${countWords(audited.length, 'endpoint')} of ${node} ${audited.length === 1 ? 'is' : 'are'} in audit mode: what policies would deny there passes.`,
        { from: [endpoints] },
      ),
    );
  const gravest = findings.some(({ health }) => health === 'fault')
    ? 'fault'
    : findings.some(({ health }) => health === 'warning')
      ? 'warning'
      : state;
  return { cell: { text: `${ready}/${endpoints.value.length}`, health: gravest }, findings };
}

/** Pods that the agent has no endpoint of: by the addresses that it lists, else by the CiliumEndpoints. */
function unmanaged(
  { endpoints, pods, at }: Pick<CiliumOwn, 'endpoints' | 'pods' | 'at'>,
  managed: CiliumShared['managed'] | undefined,
): readonly string[] {
  if (!pods.known) return [];
  const old = pods.value.filter(({ createdAt }) => at - createdAt >= young);
  if (endpoints.known && isWhole(endpoints)) {
    const addresses = new Set(
      endpoints.value.flatMap(({ ipv4, ipv6 }) =>
        [ipv4, ipv6].flatMap((one) => (one === undefined ? [] : (addressKey(one) ?? []))),
      ),
    );
    return old
      .filter((pod) => !pod.addresses.some((one) => addresses.has(addressKey(one) ?? one)))
      .map(({ name }) => name);
  }
  return managed?.known === true ? old.filter(({ name }) => !managed.value.has(name)).map(({ name }) => name) : [];
}

/** Only a list in which endpoints have addresses tells who is missing. */
function isWhole(endpoints: Fact<readonly CiliumEndpoint[]>): boolean {
  return endpoints.known && endpoints.value.some(({ ipv4, ipv6 }) => ipv4 !== undefined || ipv6 !== undefined);
}

function unmanagedFindings(node: string, missing: readonly string[], from: Fact<unknown>): readonly CniFinding[] {
  if (missing.length === 0) return [];
  return [
    finding(
      'cilium/unmanaged-pod',
      'fault',
      `Cilium does not manage ${countWords(missing.length, 'pod')} of ${node}: ${missing.slice(0, named).join(', ')}${missing.length > named ? ` and ${missing.length - named} more` : ''}. They were there before Cilium, and no policy is enforced on them.`,
      { nextStep: 'Recreate those pods.', from: [from] },
    ),
  ];
}
