import { klogLine, type LogLine, pairsLine } from '../log/line.ts';
import { logReader } from '../log/reader.ts';
import type { LogRule } from '../log/rules.ts';

/** Lines of cilium-agent that tell how it is; the words are those of its sources, 1.10 and later. */
export const ciliumLogRules: readonly LogRule[] = [
  {
    pattern: /Unable to contact k8s api-server(.*)/,
    mark: 'sick',
    meaning: 'the agent does not reach the API server$1',
  },
  {
    pattern: /required (IPv[46]) PodCIDR not available/i,
    mark: 'sick',
    meaning: 'the node has no pod CIDR of $1 yet, and the agent waits for one',
  },
  {
    pattern: /Waiting for k8s node information/,
    mark: 'odd',
    meaning: 'the agent waits for what the cluster says of its node',
  },
  {
    pattern: /Regeneration of endpoint (?:program )?failed(.*)/i,
    mark: 'sick',
    meaning: 'an endpoint could not be programmed: its policy may be an old one$1',
  },
  {
    pattern: /generating BPF for endpoint failed/i,
    mark: 'sick',
    meaning: 'the program of an endpoint could not be made',
  },
  { pattern: /Unable to create endpoint(.*)/i, mark: 'sick', meaning: 'an endpoint could not be made$1' },
  {
    pattern: /Key allocation attempt failed|unable to (?:allocate|resolve) identity/i,
    mark: 'sick',
    meaning: 'a security identity could not be had',
  },
  {
    pattern: /Map insertion failed/,
    mark: 'sick',
    meaning: 'a table of tracked connections is full',
  },
  {
    pattern: /quorum check failed/,
    mark: 'sick',
    meaning: 'the key-value store is not in order',
  },
  {
    pattern: /(?:Failed to (?:list|watch)|failed to (?:list|watch)) \*?(\S+?):/,
    mark: 'sick',
    meaning: 'the agent loses the API server ($1)',
  },
  { pattern: /Connected to apiserver/, mark: 'healthy', meaning: 'the agent reaches the API server' },
  {
    pattern: /Daemon initialization completed/,
    mark: 'healthy',
    meaning: 'the agent has started',
  },
  {
    pattern: /Completed endpoint regeneration/,
    mark: 'healthy',
    meaning: 'endpoints are programmed',
  },
];

/** A line of the agent: pairs, or klog where its client library writes. */
export function ciliumLine(line: string): LogLine | undefined {
  return pairsLine(line) ?? klogLine(line);
}

/** Reads a saved log of the Cilium agent. */
export const ciliumLogReader = logReader({
  tool: 'cilium-log',
  about: 'the log of cilium-agent, 1.10 and later',
  line: ciliumLine,
  rules: ciliumLogRules,
});
