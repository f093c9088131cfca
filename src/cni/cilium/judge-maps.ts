import type { CniFinding } from '../../contracts/cni.ts';
import { isSameAddress } from '../../policy/address/same.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import { addressText } from '../../policy/address/text.ts';
import { countWords, listWords } from '../../text/words.ts';
import { finding } from '../common/rule.ts';
import type { CniNodeRecord } from '../evidence.ts';
import type { CiliumNodeObject, CiliumOwn, NamePolicies } from './evidence.ts';

/** Entries that an endpoint's policy map holds unless bpf-policy-map-max says otherwise. */
const usualMapSize = 16_384;

/** The policy maps: what a deny rule stopped, and maps that are nearly full. */
export function judgePolicyMaps(
  node: string,
  { policyMaps }: Pick<CiliumOwn, 'policyMaps'>,
  config: Readonly<Record<string, string>> | undefined,
): readonly CniFinding[] {
  if (!policyMaps.known) return [];
  const entries = policyMaps.value.flatMap((item) => (item.kind === 'entry' ? [item] : []));
  const from = [policyMaps];
  const size = Number(config?.['bpf-policy-map-max'] ?? usualMapSize) || usualMapSize;
  const full = [...Map.groupBy(entries, ({ endpoint }) => endpoint ?? '')].filter(
    ([, own]) => own.length >= size * 0.9,
  );
  const denied = entries.filter(({ policy, packets = 0 }) => policy === 'Deny' && packets > 0);
  return [
    ...full.map(([endpoint, own]) =>
      finding(
        'cilium/policy-map-full',
        own.length >= size ? 'fault' : 'warning',
        `The policy map of endpoint ${endpoint || '(not told)'} on ${node} holds ${own.length} of ${size} entries: what does not fit is not enforced as declared.`,
        { nextStep: 'Raise bpf-policy-map-max, or let policies select fewer identities.', from },
      ),
    ),
    ...(denied.length === 0
      ? []
      : [
          finding(
            'cilium/deny-rule',
            'unknown',
            `Deny rules have stopped packets on ${node}: ${denied
              .slice(0, 3)
              .map(
                ({ direction, labels, port, packets = 0, endpoint }) =>
                  `${direction.toLowerCase()} ${direction === 'Ingress' ? 'from' : 'to'} ${labels.join(' ')} on ${port}${endpoint === undefined ? '' : ` at endpoint ${endpoint}`} (${countWords(packets, 'packet')})`,
              )
              .join(', ')}. A deny rule wins over every rule that allows.`,
            { from },
          ),
        ]),
  ];
}

/** Rules with names: they match nothing until the agent has seen an answer for the name. */
export function judgeNames(
  node: string,
  own: Pick<CiliumOwn, 'cachedNames'>,
  names: NamePolicies,
): readonly CniFinding[] {
  const { cachedNames } = own;
  if (cachedNames === undefined || !cachedNames.known || cachedNames.value.length > 0) return [];
  const policies = listWords(names.named.slice(0, 3));
  return names.withDnsRule
    ? [
        finding(
          'cilium/names',
          'unknown',
          `On ${node} the agent knows no name yet that rules with toFQDNs (${policies}) ask for: no pod there has asked for one.`,
          {
            from: [cachedNames],
          },
        ),
      ]
    : [
        finding(
          'cilium/names',
          'warning',
          `On ${node} the agent knows no name, and no policy has a DNS rule by which it would learn any: toFQDNs of ${policies} match nothing.`,
          {
            nextStep: 'Add a rule with rules.dns towards kube-dns, so that the agent sees the answers.',
            from: [cachedNames],
          },
        ),
      ];
}

/** The map of tunnels of older versions must hold a way to each other node's podCIDR. */
export function judgeTunnelMap(
  record: CniNodeRecord,
  { tunnelMap }: Pick<CiliumOwn, 'tunnelMap'>,
  peers: readonly CniNodeRecord[],
  objects: readonly CiliumNodeObject[] | undefined,
): readonly CniFinding[] {
  if (tunnelMap === undefined || !tunnelMap.known) return [];
  const from = [tunnelMap];
  const nextStep = `Look at the log of the agent on ${record.name}, and whether the other node has a CiliumNode.`;
  return peers.flatMap((peer) => {
    const cidrs = objects?.find(({ name }) => name === peer.name)?.podCidrs ?? peer.podCidrs;
    return cidrs.flatMap((cidr): readonly CniFinding[] => {
      const range = parseCidr(cidr);
      if (range === undefined) return [];
      const network = addressText(range.family, range.from);
      const entry = tunnelMap.value.find((one) => isSameAddress(one.network, network));
      if (entry === undefined)
        return [
          finding(
            'cilium/tunnel-map',
            'fault',
            `${record.name} knows no tunnel to ${peer.name} (${cidr}): its pods are not reached.`,
            { nextStep, from },
          ),
        ];
      return peer.internalAddresses.length === 0 ||
        peer.internalAddresses.some((address) => isSameAddress(address, entry.node))
        ? []
        : [
            finding(
              'cilium/tunnel-map',
              'fault',
              `${record.name} sends what is for ${peer.name} (${cidr}) to ${entry.node}, which is not its address.`,
              {
                nextStep,
                from,
              },
            ),
          ];
    });
  });
}
