import { addTo, eachClass, emptyBits, hasBit, hasClass } from '../index/class-set.ts';
import { noClass } from '../index/classes.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { PodParty } from '../model/party.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import { finding, type LintFinding } from './finding.ts';

/** Labels by which the DNS of a cluster is known. */
const dnsLabels: readonly (readonly [key: string, value: string])[] = [
  ['k8s-app', 'kube-dns'],
  ['k8s-app', 'coredns'],
  ['app.kubernetes.io/name', 'coredns'],
  ['dns.operator.openshift.io/daemonset-dns', 'default'],
];

/** Pods that are isolated for egress and may not ask the cluster's DNS: nearly everything fails for them, and late. */
export function egressWithoutDns(index: PolicyIndex): readonly LintFinding[] {
  const { classes, snapshot } = index;
  const servers = snapshot.pods.filter(({ labels }) => dnsLabels.some(([key, value]) => labels[key] === value));
  const serverClasses = new Set(
    snapshot.pods.flatMap((pod, place) => (servers.includes(pod) ? [classes.ofPod[place] ?? noClass] : [])),
  );
  serverClasses.delete(noClass);
  if (serverClasses.size === 0) return [];
  const asked = reachedBy(index, serverClasses, portOf(servers));
  return index.program.tiers.flatMap((tier) =>
    tier.policies.flatMap((policy) => {
      if (policy.egress?.isolates !== true || tier.unmatched !== 'deny' || policy.notUnderstood.length > 0) return [];
      const without = deaf(index, policy, asked, serverClasses);
      return without.length === 0 ? [] : [dnsFinding(policy, without, servers, snapshot.pods)];
    }),
  );
}

/** Classes of pods that surely may ask, or perhaps, by UDP. */
function reachedBy(index: PolicyIndex, servers: ReadonlySet<number>, port: number): Uint32Array {
  const reached = emptyBits(index.classes.list.length);
  const view = index.carrying({ protocol: 'UDP', port });
  for (const server of servers) {
    const { allowed, undecidable } = view.sourcesOf(server);
    addTo(reached, { words: allowed });
    addTo(reached, { words: undecidable });
  }
  return reached;
}

function deaf(
  { classes, snapshot, classesOf }: PolicyIndex,
  policy: CompiledPolicy,
  asked: Uint32Array,
  servers: ReadonlySet<number>,
): readonly PodParty[] {
  const selected = classesOf(policy.subject).yes;
  let some = false;
  eachClass(selected, (member) => {
    some ||= !hasBit(asked, member) && !servers.has(member);
  });
  if (!some) return [];
  return snapshot.pods.filter((_, place) => {
    const member = classes.ofPod[place] ?? noClass;
    return member !== noClass && hasClass(selected, member) && !hasBit(asked, member) && !servers.has(member);
  });
}

function dnsFinding(
  policy: CompiledPolicy,
  pods: readonly PodParty[],
  servers: readonly PodParty[],
  all: readonly PodParty[],
): LintFinding {
  const [first] = pods;
  const whose = pods.length === 1 && first !== undefined ? `pod ${first.name}` : `${pods.length} pods`;
  const namespaces = [...new Set(servers.map(({ namespace }) => namespace))].join(', ');
  const local = all.some(({ labels }) => labels['k8s-app'] === 'node-local-dns');
  return finding(
    { policy, direction: 'egress' },
    {
      id: 'egress-without-dns',
      severity: 'warning',
      sentence: `It isolates ${whose} for egress, and nothing lets ${pods.length === 1 ? 'it' : 'them'} ask the DNS pods in ${namespaces}: names will not resolve there.`,
      advice: `Allow egress to those pods on UDP and TCP ${portOf(servers)}${local ? '. Here pods ask node-local-dns on their node (as a rule 169.254.20.10), for which an address block is needed where the CNI holds policies against it' : ''}.`,
    },
  );
}

/** The port on which the pods themselves listen: OpenShift's is 5353. */
function portOf(servers: readonly PodParty[]): number {
  const declared = servers
    .flatMap(({ ports }) => ports)
    .find(({ name, protocol }) => name === 'dns' && protocol === 'UDP');
  return declared?.port ?? 53;
}
