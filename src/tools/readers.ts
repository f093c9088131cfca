import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import { bridgeFdbReader } from './bridge/fdb.ts';
import { bridgeLinkReader } from './bridge/ports.ts';
import { connectReaders } from './connect/reading.ts';
import { dnsReaders } from './dns/reading.ts';
import { ipAddrReader, ipLinkReader } from './ip/devices-reading.ts';
import { ipNeighReader } from './ip/neighbours-reading.ts';
import { ipRouteReader } from './ip/routes-reading.ts';
import { ipRuleReader } from './ip/rules.ts';
import { iperf3Reader } from './iperf3/reading.ts';
import { pingReader } from './ping/reading.ts';
import { conntrackReader } from './conntrack/reading.ts';
import { ethtoolReader } from './ethtool/reading.ts';
import { hpingReader } from './hping3/reading.ts';
import { iptablesReader } from './iptables/reading.ts';
import { mtrReader } from './mtr/reading.ts';
import { nftReader } from './nft/reading.ts';
import { nstatReader } from './nstat/reading.ts';
import { ssReader } from './ss/reading.ts';
import { sysctlReader } from './sysctl/reading.ts';
import { tracepathReader } from './tracepath/reading.ts';
import { tracerouteReader } from './traceroute/reading.ts';
import { tcpdumpReader } from './tcpdump/reading.ts';
import { opensslReader } from './openssl/reading.ts';
import { curlReader } from './curl/reading.ts';
import { sshReader } from './ssh/reading.ts';
import { kubectlExecReader } from './kubectl-exec/reading.ts';
import { kubeProxyReader } from './kube-proxy/reading.ts';
import { ciliumLogReader } from './cilium/log.ts';
import { kernelLogReader } from './node-log/kernel-rules.ts';
import { kubeletLogReader } from './node-log/kubelet-rules.ts';
import { runtimeLogReader } from './node-log/runtime-rules.ts';
import { flannelLogReader } from './flannel/log.ts';
import { flannelSubnetReader } from './flannel/subnet-env.ts';
import { calicoLogReader } from './calico/log.ts';
import { corednsLogReader } from './coredns/log.ts';
import { birdReader } from './birdcl/reading.ts';
import { calicoctlNodeStatusReader } from './calicoctl/node-status.ts';
import { calicoctlGetReader } from './calicoctl/get.ts';
import { calicoctlIpamReader } from './calicoctl/ipam.ts';
import { calicoctlNodeDiagsReader } from './calicoctl/node-diags.ts';
import { calicoNodeStatusReader } from './calico/node-status.ts';
import { calicoNodeEventsReader } from './calico/node-events.ts';
import { calicoBpfReader } from './calico/bpf.ts';
import { tigeraStatusReader } from './tigera/status.ts';
import { inspektorGadgetReader } from './inspektor-gadget/trace-dns.ts';
import { policyAssistantReader } from './policy-assistant/walkthrough.ts';
import { ciliumStatusReader } from './cilium/status-reading.ts';
import { ciliumCliStatusReader } from './cilium/cli-status.ts';
import { ciliumEndpointsReader } from './cilium/endpoints.ts';
import { ciliumBpfPolicyReader } from './cilium/bpf-policy.ts';
import { ciliumFqdnCacheReader } from './cilium/fqdn-cache.ts';
import { ciliumHealthReader } from './cilium/health.ts';
import { ciliumMonitorReader } from './cilium/monitor.ts';
import { ciliumConnectivityTestReader } from './cilium/connectivity-test.ts';
import { hubbleObserveReader } from './hubble/observe.ts';
import { hubbleStatusReader } from './hubble/status.ts';
import type { Reader } from './reading/reading.ts';
import { resolvConfReader } from './resolv-conf/reading.ts';

/** Every tool whose saved output can be read, in the order of their names. */
export const readers: readonly Reader[] = [
  pingReader,
  iperf3Reader,
  ...dnsReaders,
  ...connectReaders,
  resolvConfReader,
  ipAddrReader,
  ipLinkReader,
  ipNeighReader,
  ipRouteReader,
  ipRuleReader,
  bridgeFdbReader,
  bridgeLinkReader,
  conntrackReader,
  ethtoolReader,
  hpingReader,
  iptablesReader,
  mtrReader,
  nftReader,
  nstatReader,
  ssReader,
  sysctlReader,
  tracepathReader,
  tracerouteReader,
  tcpdumpReader,
  opensslReader,
  curlReader,
  sshReader,
  kubectlExecReader,
  kubeProxyReader,
  ciliumLogReader,
  kernelLogReader,
  kubeletLogReader,
  runtimeLogReader,
  flannelLogReader,
  flannelSubnetReader,
  calicoLogReader,
  corednsLogReader,
  birdReader,
  calicoctlNodeStatusReader,
  calicoctlGetReader,
  calicoctlIpamReader,
  calicoctlNodeDiagsReader,
  calicoNodeStatusReader,
  calicoNodeEventsReader,
  calicoBpfReader,
  tigeraStatusReader,
  inspektorGadgetReader,
  policyAssistantReader,
  ciliumStatusReader,
  ciliumCliStatusReader,
  ciliumEndpointsReader,
  ciliumBpfPolicyReader,
  ciliumFqdnCacheReader,
  ciliumHealthReader,
  ciliumMonitorReader,
  ciliumConnectivityTestReader,
  hubbleObserveReader,
  hubbleStatusReader,
].sort((one, other) => (one.tool < other.tool ? -1 : 1));

/** The reader of a tool. Throws a usage error that names near ones. */
export function readerFor(tool: string): Reader {
  const found = readers.find((reader) => reader.tool === tool);
  if (found !== undefined) return found;
  const names = readers.map((reader) => reader.tool);
  const [near] = nearNames(tool, names, 1);
  throw new PlumblineError(`No tool '${tool}' is read.${near === undefined ? '' : ` Did you mean ${near}?`}`, {
    kind: 'usage',
    operation: 'read a saved output',
    object: tool,
    nextStep: `The tools are ${names.join(', ')}.`,
  });
}
