import type { World } from '../../world/types.ts';
import { type LabPod, networkNamespaceOf } from '../cluster-model.ts';
import { etcFolder, etcScript } from './ground.ts';
import { bridgeAddress, gatewayAddress } from './nodes.ts';
import { feed, inNetwork, quote } from './quote.ts';

/** What the kubelet writes into a pod's resolv.conf; a pod without cluster DNS gets its node's. */
function resolvConf(world: World, pod: LabPod): string {
  if (!pod.clusterDns) return `nameserver ${gatewayAddress(pod.node)}`;
  const search = `search ${pod.namespace}.svc.cluster.local svc.cluster.local cluster.local`;
  return `${search}\nnameserver ${world.dnsAddress}\noptions ndots:5`;
}

function hosts(pod: LabPod): string {
  const name = pod.hostNetwork ? pod.node.name : pod.name;
  return ['# Kubernetes-managed hosts file.', '127.0.0.1\tlocalhost', '::1\tlocalhost', `${pod.address}\t${name}`].join(
    '\n',
  );
}

/**
 * Makes pods: their networks in one go, then their files and the process that holds them. Prints a line
 * `holder ID PID` for each.
 */
export function startPodsScript(world: World, pods: readonly LabPod[]): string {
  if (pods.length === 0) return '';
  const own = pods.filter(({ hostNetwork }) => !hostNetwork);
  const cables = own.map(
    (pod) =>
      `link add name ${pod.device} mtu 1450 netns ${pod.node.name} type veth peer name eth0 mtu 1450 netns ${pod.id}`,
  );
  const nodes = [...new Set(own.map(({ node }) => node.name))];
  const plugs = nodes.map((node) =>
    feed(
      `ip -n ${node} -b -`,
      own
        .filter((pod) => pod.node.name === node)
        .flatMap((pod) => [
          `link set ${pod.device} master cni0`,
          // A pod that reaches itself through its own service needs its frames back on the port they came from.
          `link set ${pod.device} type bridge_slave hairpin on`,
          `link set ${pod.device} up`,
        ])
        .join('\n'),
    ),
  );
  return [
    feed('ip -b -', own.map(({ id }) => `netns add ${id}`).join('\n')),
    feed('ip -b -', cables.join('\n')),
    ...plugs,
    ...own.map(podNetworkScript),
    ...pods.map((pod) =>
      etcScript(pod.id, pod.hostNetwork ? pod.node.name : pod.name, resolvConf(world, pod), hosts(pod)),
    ),
    'exec 9<>/run/lab/ready',
    ...pods.map(holdScript),
    `for pod in ${pods.map(({ id }) => id).join(' ')}; do read -r answer <&9; [ "$answer" = ok ] || { echo "$answer"; exit 1; }; done`,
    `for pod in ${pods.map(({ id }) => id).join(' ')}; do read -r holder </run/lab/pid/$pod; echo "holder $pod $holder"; done`,
  ].join('\n');
}

function podNetworkScript(pod: LabPod): string {
  const gateway = bridgeAddress(pod.node);
  const commands = [
    'link set lo up',
    `addr add ${pod.address}/24 dev eth0`,
    'link set eth0 up',
    `route add default via ${gateway}`,
  ];
  return feed(`ip -n ${pod.id} -b -`, commands.join('\n'));
}

function holdScript(pod: LabPod): string {
  const hostname = pod.hostNetwork ? pod.node.name : pod.name;
  const hold = `unshare --mount --uts sh /run/lab/bin/pause ${pod.id} ${quote(hostname)}`;
  return `${inNetwork(networkNamespaceOf(pod), hold)} >/dev/null 2>&1 &\necho $! >/run/lab/pid/${pod.id}`;
}

/** Removes a pod, also one that came up only half: its processes that the lab started, its cable, its files. */
export function removePodScript(pod: LabPod): string {
  return [
    `kill -9 $(cat /run/lab/pid/${pod.id} /run/lab/pid/${pod.id}.* 2>/dev/null) 2>/dev/null || :`,
    `rm -rf /run/lab/pid/${pod.id} /run/lab/pid/${pod.id}.* ${etcFolder(pod.id)}`,
    ...(pod.hostNetwork
      ? []
      : [
          `ip -n ${pod.node.name} link del ${pod.device} 2>/dev/null || :`,
          `[ ! -e /run/netns/${pod.id} ] || ip netns del ${pod.id}`,
        ]),
  ].join('\n');
}
