import { logReader } from '../log/reader.ts';
import type { LogRule } from '../log/rules.ts';
import { pluginRules } from './kubelet-rules.ts';
import { nodeLogLine } from './line.ts';

/** Lines of containerd, CRI-O and docker that tell how pods' networks are. */
export const runtimeRules: readonly LogRule[] = [
  ...pluginRules,
  { pattern: /failed to (?:reload|load) cni/i, mark: 'sick', meaning: 'the CNI configuration cannot be used' },
  { pattern: /Has your network provider started/, mark: 'sick', meaning: 'there is no CNI configuration yet' },
  {
    pattern: /failed to destroy network for sandbox/i,
    mark: 'odd',
    meaning: 'what a pod had of the network could not be taken back',
  },
  {
    pattern: /(?:PullImage|failed to pull).*dial tcp (\S+): /,
    mark: 'odd',
    meaning: 'images cannot be fetched: no connection to $1',
  },
  {
    pattern: /No cni config template is specified/,
    mark: 'odd',
    meaning: 'it waits for somebody to write a CNI configuration',
  },
  {
    pattern: /Updated default CNI network name to (\S+)|Found CNI network (\S+)/,
    mark: 'healthy',
    meaning: 'it has a CNI configuration: $1$2',
  },
  { pattern: /containerd successfully booted/, mark: 'note', meaning: 'containerd started' },
];

/** Reads a saved log of a container runtime. */
export const runtimeLogReader = logReader({
  tool: 'runtime-log',
  about: 'the journal of containerd, CRI-O and docker',
  line: nodeLogLine,
  rules: runtimeRules,
});
