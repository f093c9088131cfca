import type { ClusterObjects } from '../../backend.ts';
import type { WorldNode } from '../../world/types.ts';
import type { LabPod } from '../cluster-model.ts';
import { bridgeAddress } from '../scripts/nodes.ts';
import { type AdmitRule, type Direction, type RulePort, rulesFor } from './policy-model.ts';

/*
 * NetworkPolicies as nftables rules. Where they stand, and why there:
 *
 * - Ingress: in the destination pod's own namespace, on input. Whatever way a packet came (over the tunnel, over the
 *   node's bridge, through a service), here its addresses are those of the two pods and its port is the pod's port.
 * - Egress to elsewhere: in the source's node, on forward, where a service's address is already translated.
 * - Egress to a pod of the same node: in the source pod's own namespace, on output. Such a packet crosses the node's
 *   bridge and never comes to forward (only where the machine has br_netfilter, which no one may rely on).
 *
 * A flow's answers pass. Its own direction is judged packet by packet and not once at its start: so a policy acts on
 * what already runs, ping too, and nothing needs to be forgotten by connection tracking.
 */

const answersPass = ['ct direction reply ct state established accept', 'ct state related accept'];

/** The nftables script for a pod's own namespace. */
export function podPolicyRules(pod: LabPod, pods: readonly LabPod[], objects: ClusterObjects): string {
  const ingress = rulesFor(pod, 'ingress', pods, objects);
  const egress = rulesFor(pod, 'egress', pods, objects);
  const ownNode = `{ ${bridgeAddress(pod.node)}, ${pod.node.address} }`;
  return table([
    ...(ingress === undefined
      ? []
      : [
          ' chain input {',
          '  type filter hook input priority filter; policy accept;',
          '  iif lo accept',
          ...answersPass.map(indent),
          // The kubelet's probes: traffic of a pod's own node is always admitted.
          `  ip saddr ${ownNode} accept`,
          ...admit(ingress, 'ingress', pod).map(indent),
          '  drop',
          ' }',
        ]),
    ...(egress === undefined
      ? []
      : [
          ' chain output {',
          '  type filter hook output priority filter; policy accept;',
          ...answersPass.map(indent),
          `  ip daddr != ${pod.node.podCidr} accept`,
          `  ip daddr { ${bridgeAddress(pod.node)}, ${pod.address} } accept`,
          ...admit(egress, 'egress', pod).map(indent),
          '  drop',
          ' }',
        ]),
  ]);
}

/** The nftables script for a node's namespace. */
export function nodePolicyRules(node: WorldNode, pods: readonly LabPod[], objects: ClusterObjects): string {
  const isolated = pods
    .filter((pod) => pod.node.name === node.name)
    .flatMap((pod) => {
      const rules = rulesFor(pod, 'egress', pods, objects);
      return rules === undefined ? [] : [{ pod, rules }];
    });
  return table([
    ...isolated.flatMap(({ pod, rules }) => [
      ` chain egress-${pod.id} {`,
      ...answersPass.map(indent),
      ...admit(rules, 'egress', pod).map(indent),
      '  drop',
      ' }',
    ]),
    ...(isolated.length === 0
      ? []
      : [
          ' chain forward {',
          '  type filter hook forward priority filter; policy accept;',
          ...isolated.map(({ pod }) => `  iifname cni0 ip saddr ${pod.address} jump egress-${pod.id}`),
          ' }',
        ]),
  ]);
}

/** Replaces whatever the table held in one step. */
function table(lines: readonly string[]): string {
  return [
    'table ip network-policies',
    'delete table ip network-policies',
    'table ip network-policies {',
    ...lines,
    '}',
  ].join('\n');
}

function indent(line: string): string {
  return `  ${line}`;
}

function admit(rules: readonly AdmitRule[], direction: Direction, pod: LabPod): string[] {
  return rules.flatMap((rule) =>
    rule.ports === undefined
      ? peerMatches(rule, direction).map((peer) => `${peer}accept`)
      : rule.ports.flatMap((port) => admitPort(rule, port, direction, pod)),
  );
}

function admitPort(rule: AdmitRule, port: RulePort, direction: Direction, pod: LabPod): string[] {
  if (typeof port.port === 'string') return admitNamedPort(rule, port.port, port.protocol, direction, pod);
  const match = portMatch(port.protocol, port.port, port.endPort);
  return peerMatches(rule, direction).map((peer) => `${peer}${match}accept`);
}

/** A name is looked up on the destination: on this pod for ingress, on each peer for egress; an address has no names. */
function admitNamedPort(
  rule: AdmitRule,
  name: string,
  protocol: RulePort['protocol'],
  direction: Direction,
  pod: LabPod,
): string[] {
  if (direction === 'ingress') {
    return namedPorts(pod, name, protocol).flatMap((port) =>
      peerMatches(rule, direction).map((peer) => `${peer}${portMatch(protocol, port, undefined)}accept`),
    );
  }
  return rule.peers.pods.flatMap((peer) =>
    namedPorts(peer, name, protocol).map(
      (port) => `ip daddr ${peer.address} ${portMatch(protocol, port, undefined)}accept`,
    ),
  );
}

function namedPorts(pod: LabPod, name: string, protocol: RulePort['protocol']): number[] {
  return pod.ports
    .filter((port) => port.name === name && port.protocol.toLowerCase() === protocol)
    .map(({ port }) => port);
}

function portMatch(protocol: RulePort['protocol'], port: number | undefined, endPort: number | undefined): string {
  if (port === undefined) return `meta l4proto ${protocol} `;
  return `${protocol} dport ${endPort === undefined ? port : `${port}-${endPort}`} `;
}

/** The matches of a rule's peers, each with a space at its end; none when the rule means nobody. */
function peerMatches({ peers }: AdmitRule, direction: Direction): string[] {
  if (peers.everybody) return [''];
  const side = direction === 'ingress' ? 'ip saddr' : 'ip daddr';
  const addresses = [...new Set(peers.pods.map(({ address }) => address))];
  return [
    ...(addresses.length === 0 ? [] : [`${side} { ${addresses.join(', ')} } `]),
    ...peers.blocks.map(({ cidr, except }) => {
      // One match each: nftables refuses a set whose blocks overlap.
      return [cidr, ...except.map((block) => `!= ${block}`)].map((block) => `${side} ${block} `).join('');
    }),
  ];
}
