import { stringify } from 'yaml';
import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import { partyWords, policyWords } from '../evaluate/names.ts';
import { namespaceNameLabel } from '../evaluate/label.ts';
import { trafficWords } from '../evaluate/unmet-traffic.ts';
import { isNetworkPolicyApi } from '../network-policy-api/compile.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { Direction } from '../model/policy.ts';
import type { PolicyObject, PolicySnapshot } from '../model/snapshot.ts';
import type { Traffic } from '../model/traffic.ts';
import type { Flow, SideVerdict } from '../model/verdict.ts';
import type { Edit } from './edit.ts';
import { tellingLabels } from './peer-of.ts';

/** Where a rule of an admin or baseline policy denies: an exception before that rule, for this flow alone. */
export function adminEdits(
  snapshot: PolicySnapshot,
  flow: Flow,
  direction: Direction,
  { outcome, decidedBy }: SideVerdict,
): readonly Edit[] {
  if (outcome !== 'deny' || decidedBy === undefined || decidedBy.rule === 0) return [];
  const object = snapshot.objects.find(
    (one) => isNetworkPolicyApi(one) && one.kind === decidedBy.policy.kind && one.name === decidedBy.policy.name,
  );
  const peer = adminPeer(direction === 'ingress' ? flow.source : flow.destination, direction, snapshot.pods);
  const rule = object && peer && exception(object, peer, direction, flow.traffic);
  if (object === undefined || peer === undefined || rule === undefined) return [];
  const at = decidedBy.rule - 1;
  const edited = (before: PolicyObject): PolicyObject => {
    const spec = isFields(before.spec) ? before.spec : {};
    const rules = Array.isArray(spec[direction]) ? spec[direction] : [];
    const { lineOf: _, ...rest } = before;
    return { ...rest, spec: { ...spec, [direction]: rules.toSpliced(at, 0, rule) } };
  };
  const other = direction === 'ingress' ? flow.source : flow.destination;
  const words = `Add an exception before ${direction} rule ${decidedBy.rule} of ${policyWords(object)}: ${trafficWords(flow.traffic)} ${direction === 'ingress' ? 'from' : 'to'} ${partyWords(other)}.`;
  const { apiVersion, kind, name, spec } = edited(object);
  return [
    {
      direction,
      kind: 'add-rule',
      words,
      yaml: stringify({ apiVersion, kind, metadata: { name }, spec }),
      policy: decidedBy.policy,
      change: {
        of: 'policies',
        apply: (before) => ({
          ...before,
          objects: before.objects.map((one) =>
            isNetworkPolicyApi(one) && one.kind === object.kind && one.name === object.name ? edited(one) : one,
          ),
        }),
      },
    },
  ];
}

/** Only egress knows addresses. */
function adminPeer(party: Party, direction: Direction, pods: readonly PodParty[]): Fields | undefined {
  if (party.kind === 'pod' && !party.hostNetwork) {
    const namespaceSelector = { matchLabels: { [namespaceNameLabel]: party.namespace } };
    return { pods: { namespaceSelector, podSelector: { matchLabels: tellingLabels(party, pods) } } };
  }
  const address = party.kind === 'outside' ? party.address : party.addresses[0];
  if (direction === 'ingress' || address === undefined) return undefined;
  return { networks: [`${address}/${address.includes(':') ? 128 : 32}`] };
}

function exception(
  object: PolicyObject,
  peer: Fields,
  direction: Direction,
  { protocol, port }: Traffic,
): Fields | undefined {
  if ((protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') || port === undefined) return undefined;
  const peers = { [direction === 'ingress' ? 'from' : 'to']: [peer] };
  return object.kind === 'ClusterNetworkPolicy'
    ? { action: 'Accept', ...peers, protocols: [{ [protocol.toLowerCase()]: { destinationPort: { number: port } } }] }
    : { action: 'Allow', ...peers, ports: [{ portNumber: { protocol, port } }] };
}
