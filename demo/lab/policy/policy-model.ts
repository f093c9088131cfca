import { isIPv4 } from 'node:net';
import type { ClusterObjects } from '../../backend.ts';
import { asList, asNumber, asRecord, asText, asTexts } from '../../world/fields.ts';
import { selectorMatches } from '../../world/selector.ts';
import { isPort, type LabPod } from '../cluster-model.ts';

export type Direction = 'ingress' | 'egress';

/** Who a rule admits. `everybody` holds for addresses outside the cluster too; `pods` are then all of them. */
interface Peers {
  readonly everybody: boolean;
  readonly pods: readonly LabPod[];
  readonly blocks: readonly { readonly cidr: string; readonly except: readonly string[] }[];
}

/** What a rule admits: every protocol, or ports. A named port means whatever port the destination gives that name. */
export interface RulePort {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** Undefined is every port of the protocol. */
  readonly port: number | string | undefined;
  readonly endPort: number | undefined;
}

export interface AdmitRule {
  readonly peers: Peers;
  /** Undefined is every protocol, ICMP too. */
  readonly ports: readonly RulePort[] | undefined;
}

/**
 * What the policies of a namespace say about a pod in one direction; undefined when none isolates it. Policies only
 * add: the pod may do whatever any rule of any of them admits. Pods in the host's network are never selected, and
 * never meant by a selector.
 */
export function rulesFor(
  pod: LabPod,
  direction: Direction,
  pods: readonly LabPod[],
  objects: ClusterObjects,
): AdmitRule[] | undefined {
  if (pod.hostNetwork) return undefined;
  const isolating = objects.networkPolicies.filter(
    (policy) =>
      policy.metadata.namespace === pod.namespace &&
      isolates(asRecord(policy['spec']), direction) &&
      selectorMatches(asRecord(policy['spec'])['podSelector'], pod.labels),
  );
  if (isolating.length === 0) return undefined;
  return isolating.flatMap((policy) =>
    asList(asRecord(policy['spec'])[direction]).map((entry) =>
      admitRule(asRecord(entry), direction, pod, pods, objects),
    ),
  );
}

/** Without policyTypes a policy isolates ingress, and egress if it has an egress rule. */
function isolates(spec: Readonly<Record<string, unknown>>, direction: Direction): boolean {
  const types = asTexts(spec['policyTypes']);
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || asList(spec['egress']).length > 0;
}

function admitRule(
  rule: Readonly<Record<string, unknown>>,
  direction: Direction,
  pod: LabPod,
  pods: readonly LabPod[],
  objects: ClusterObjects,
): AdmitRule {
  const peers = asList(rule[direction === 'ingress' ? 'from' : 'to']).map(asRecord);
  const ports = asList(rule['ports']).map(asRecord);
  return {
    peers:
      peers.length === 0
        ? { everybody: true, pods: pods.filter(({ hostNetwork }) => !hostNetwork), blocks: [] }
        : {
            everybody: false,
            pods: pods.filter((candidate) => peers.some((peer) => means(peer, candidate, pod.namespace, objects))),
            blocks: peers.flatMap(addressBlock),
          },
    ports: ports.length === 0 ? undefined : ports.flatMap(rulePort),
  };
}

/** A podSelector alone means pods of the policy's namespace; both selectors in one peer must both match. */
function means(
  peer: Readonly<Record<string, unknown>>,
  candidate: LabPod,
  policyNamespace: string,
  objects: ClusterObjects,
): boolean {
  const namespaceSelector = peer['namespaceSelector'];
  const podSelector = peer['podSelector'];
  if (candidate.hostNetwork || (namespaceSelector === undefined && podSelector === undefined)) return false;
  const inNamespace =
    namespaceSelector === undefined
      ? candidate.namespace === policyNamespace
      : selectorMatches(namespaceSelector, namespaceLabels(candidate.namespace, objects));
  return inNamespace && (podSelector === undefined || selectorMatches(podSelector, candidate.labels));
}

function namespaceLabels(name: string, objects: ClusterObjects): Readonly<Record<string, string>> {
  return objects.namespaces.find(({ metadata }) => metadata.name === name)?.metadata.labels ?? {};
}

/** The lab's pods have IPv4 addresses only, so an IPv6 block means none of them. */
function addressBlock(peer: Readonly<Record<string, unknown>>): { cidr: string; except: readonly string[] }[] {
  const block = asRecord(peer['ipBlock']);
  const cidr = asText(block['cidr']);
  if (cidr === undefined || !isIpv4Block(cidr)) return [];
  return [{ cidr, except: asTexts(block['except']).filter(isIpv4Block) }];
}

function isIpv4Block(text: string): boolean {
  const [address = '', length = ''] = text.split('/');
  return isIPv4(address) && /^\d+$/.test(length) && Number(length) <= 32;
}

/** A port that no packet can have admits nothing. */
function rulePort(port: Readonly<Record<string, unknown>>): RulePort[] {
  const protocol = (asText(port['protocol']) ?? 'TCP').toLowerCase();
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return [];
  const first = asNumber(port['port']) ?? asText(port['port']);
  const endPort = asNumber(port['endPort']);
  if (
    typeof first === 'number' &&
    !(isPort(first) && (endPort === undefined || (isPort(endPort) && endPort >= first)))
  ) {
    return [];
  }
  return [{ protocol, port: first, endPort }];
}
