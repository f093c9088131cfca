import { klogLine } from '../log/line.ts';
import { logReader } from '../log/reader.ts';
import type { LogRule } from '../log/rules.ts';

/** Lines of flanneld (pkg/…, main.go of flannel 0.7 to 0.27) that tell how it is. */
export const flannelLogRules: readonly LogRule[] = [
  {
    pattern: /Failed to check br_netfilter/,
    mark: 'sick',
    meaning: 'the module br_netfilter is not loaded: flannel stops',
  },
  {
    pattern: /node "?([^"\s]+)"? pod cidr not assigned/,
    mark: 'sick',
    meaning: 'the node $1 has no podCIDR: flannel gets no subnet',
  },
  { pattern: /pod cidr not assigned/, mark: 'sick', meaning: 'the node has no podCIDR: flannel gets no subnet' },
  {
    pattern: /Error registering network: (.*)|failed to register network: (.*)/,
    mark: 'sick',
    meaning: 'flannel could not register its network: $1$2',
  },
  { pattern: /Failed to find any valid interface/, mark: 'sick', meaning: 'flannel found no device to use' },
  {
    pattern: /Failed to find interface to use(?: that matches)?:? ?(.*)/,
    mark: 'sick',
    meaning: 'flannel found no device to use: $1',
  },
  { pattern: /failed to read net conf: (.*)/, mark: 'sick', meaning: 'flannel has no network configuration: $1' },
  { pattern: /error parsing subnet config: (.*)/, mark: 'sick', meaning: 'its network configuration is broken: $1' },
  { pattern: /Failed to create SubnetManager: (.*)/, mark: 'sick', meaning: 'flannel cannot ask the API server: $1' },
  {
    pattern: /failed to set up IP Masquerade|Failed to (?:setup|bootstrap) IPTables:? ?(.*)/i,
    mark: 'sick',
    meaning: 'flannel could not write its iptables rules: $1',
  },
  {
    pattern: /failed to add vxlanRoute \(?([^)\s]*)/,
    mark: 'sick',
    meaning: 'a route to another node could not be made: $1',
  },
  {
    pattern: /AddFDB failed: (.*)/,
    mark: 'sick',
    meaning: 'an entry of the forwarding database could not be made: $1',
  },
  { pattern: /AddARP failed: (.*)/, mark: 'sick', meaning: 'a neighbour entry could not be made: $1' },
  { pattern: /Couldn't fetch NetworkConfig: (.*)/, mark: 'sick', meaning: 'flannel has no network configuration: $1' },
  { pattern: /Failed to (?:list|watch) .*: (.*)/, mark: 'odd', meaning: 'flannel loses the API server: $1' },
  {
    pattern: /flannel is ready|Running backend\.|Lease acquired: (\S+)/,
    mark: 'healthy',
    meaning: 'flannel runs its backend',
  },
  { pattern: /Wrote subnet file to /, mark: 'healthy', meaning: 'flannel has its subnet' },
  {
    pattern: /Node controller sync successful/,
    mark: 'healthy',
    meaning: 'flannel reads the nodes from the API server',
  },
];

/** Reads a saved log of flannel. */
export const flannelLogReader = logReader({
  tool: 'flannel-log',
  about: 'the log of flanneld, 0.7 and later',
  line: klogLine,
  rules: flannelLogRules,
});
