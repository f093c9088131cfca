import type { CniFact, CniFinding } from '../../contracts/cni.ts';
import { isWithinCidr } from '../../policy/address/within.ts';
import { countWords } from '../../text/words.ts';
import type { ClusterEvidence } from '../evidence.ts';
import type { ClusterJudgement } from '../knower.ts';
import { type NetConf, readNetConf } from './net-conf.ts';

/** What holds for flannel in the whole cluster: its configuration, and whether anybody enforces policies. Pure. */
export function clusterJudgement({ objects }: ClusterEvidence<undefined>): ClusterJudgement {
  const conf = readNetConf(objects);
  const facts: CniFact[] = [];
  const findings: CniFinding[] = [];
  const add = (id: string, health: CniFinding['health'], sentence: string, nextStep?: string) =>
    void findings.push({ id, health, sentence, nextStep, from: [] });
  if (typeof conf === 'object') {
    const outside = outsideOf(conf, [...objects.nodes.values()]);
    facts.push({ name: 'net-conf.json', text: confText(conf), health: outside.length === 0 ? 'ok' : 'fault' });
    for (const words of outside)
      add(
        'flannel/network',
        'fault',
        `${words} of ${conf.from}: flannel makes no way to it.`,
        'Let Network hold the cluster CIDR of the controller manager (--cluster-cidr), and restart flannel.',
      );
  } else if (typeof conf === 'string') {
    facts.push({ name: 'net-conf.json', text: conf, health: 'fault' });
    add(
      'flannel/net-conf',
      'fault',
      `${conf}: flannel does not start with it.`,
      'Correct the ConfigMap and restart flannel.',
    );
  } else {
    facts.push({ name: 'net-conf.json', text: 'not found, or not allowed to be read', health: 'unknown' });
  }
  const { enforcesPolicies } = objects.summary;
  if (enforcesPolicies === 'no' && objects.policies > 0)
    add(
      'flannel/no-enforcer',
      'warning',
      `flannel enforces no policy, and nobody beside it does: ${countWords(objects.policies, 'NetworkPolicy', 'NetworkPolicies')} without effect.`,
      'Switch on kube-network-policies (netpol.enabled=true in flannel’s chart from 0.25.5 on), or use Canal.',
    );
  facts.push({
    name: 'policies',
    text:
      enforcesPolicies === 'yes'
        ? 'enforced by what stands beside flannel'
        : enforcesPolicies === 'no'
          ? 'flannel enforces none'
          : 'not known whether anybody enforces them',
    health:
      enforcesPolicies === 'yes' || objects.policies === 0 ? 'ok' : enforcesPolicies === 'no' ? 'warning' : 'unknown',
  });
  return { facts, findings };
}

function confText({ network, ipv6Network, backend, vni, port, directRouting }: NetConf): string {
  const networks = [network, ipv6Network].filter((one) => one !== undefined).join(', ');
  const of = backend === 'vxlan' ? ` (id ${vni}, UDP ${port}${directRouting ? ', direct routing' : ''})` : '';
  return `${networks === '' ? 'no network' : networks}, ${backend ?? 'no backend'}${of}`;
}

function outsideOf(
  { network, ipv6Network }: NetConf,
  nodes: readonly { readonly name: string; readonly podCidrs: readonly string[] }[],
): readonly string[] {
  return nodes.flatMap(({ name, podCidrs }) =>
    podCidrs.flatMap((cidr) => {
      const whole = cidr.includes(':') ? ipv6Network : network;
      if (whole === undefined || isWithinCidr(cidr, whole)) return [];
      return [`The podCIDR ${cidr} of ${name} lies outside of Network ${whole}`];
    }),
  );
}
