import { PlumblineError } from '../contracts/errors.ts';
import type { PlannedCommand } from '../node-facts/command-output.ts';
import { calicoLine, calicoLogRules } from '../tools/calico/log.ts';
import type { LogReading } from '../tools/log/reader.ts';
import { kernelRules } from '../tools/node-log/kernel-rules.ts';
import { kubeletRules } from '../tools/node-log/kubelet-rules.ts';
import { nodeLogLine } from '../tools/node-log/line.ts';
import { runtimeRules } from '../tools/node-log/runtime-rules.ts';

/** A log of a node: one of those that have a name here, or a file below /var/log. */
export type NodeLogName = 'kubelet' | 'runtime' | 'kernel' | 'cni' | `/var/log/${string}`;

/** The logs that every node may have, in the order in which they are offered. */
export const nodeLogNames = ['kubelet', 'runtime', 'kernel', 'cni'] as const satisfies readonly NodeLogName[];

/** How the lines of a log are read, and the rules that mark them. */
export type NodeLogKnowledge = Pick<LogReading, 'line' | 'rules'>;

/** How much of a log is wanted. */
export interface NodeLogWish {
  readonly tail: number;
  readonly follow: boolean;
  /** As journalctl takes it: '-10m', '2026-11-23 10:00'. Files and dmesg know none. */
  readonly since?: string | undefined;
}

const units: Readonly<Record<'kubelet' | 'runtime', readonly string[]>> = {
  // Distributions have the kubelet within a program of their own. A unit that is not there is no failure.
  kubelet: ['kubelet', 'k3s', 'k3s-agent', 'rke2-server', 'rke2-agent', 'snap.microk8s.daemon-kubelite'],
  runtime: ['containerd', 'crio', 'docker', 'cri-docker'],
};

const pluginLogs = [
  '/var/log/calico/cni/cni.log',
  '/var/log/cilium-cni.log',
  '/var/log/aws-routed-eni/plugin.log',
  '/var/log/antrea/antrea-agent.log',
];

/** The name of a log as an operator types it. Throws a usage error for what is none. */
export function nodeLogName(text: string): NodeLogName {
  const known = nodeLogNames.find((name) => name === text);
  if (known !== undefined) return known;
  if (/^\/var\/log(?:\/\w[\w.@-]*)+$/.test(text)) return `/var/log/${text.slice('/var/log/'.length)}`;
  throw new PlumblineError(`There is no log '${text}' of a node.`, {
    kind: 'usage',
    operation: 'read a log of a node',
    object: text,
    nextStep: `The logs are ${nodeLogNames.join(', ')}, or a file below /var/log.`,
  });
}

/** The programs that print a log, the best first; those with sudo where a plain user may not read it. */
export function logCommands(name: NodeLogName, { tail, follow, since }: NodeLogWish): readonly PlannedCommand[] {
  const journal = ['journalctl', '--no-pager', '-o', 'short-iso-precise', '-n', String(tail)];
  const from = since === undefined ? [] : ['--since', since];
  const following = follow ? ['-f'] : [];
  switch (name) {
    case 'kubelet':
    case 'runtime':
      return twice([...journal, ...following, ...from, ...units[name].flatMap((unit) => ['-u', unit])]);
    case 'kernel':
      return [
        ...twice([...journal, ...following, ...from, '-k']),
        ...twice(['dmesg', '-T', ...(follow ? ['-w'] : [])]),
        ...twice(['dmesg']),
      ];
    default:
      return twice(['tail', '-n', String(tail), ...(follow ? ['-F'] : []), ...(name === 'cni' ? pluginLogs : [name])]);
  }
}

/** What is known of the lines of a log. */
export function logKnowledge(name: NodeLogName): NodeLogKnowledge {
  if (name === 'kubelet') return { line: nodeLogLine, rules: kubeletRules };
  if (name === 'runtime') return { line: nodeLogLine, rules: runtimeRules };
  if (name === 'kernel' || /\/(?:kern\.log|dmesg|messages|syslog)$/.test(name))
    return { line: nodeLogLine, rules: kernelRules };
  return { line: (line) => calicoLine(line) ?? nodeLogLine(line), rules: [...calicoLogRules, ...runtimeRules] };
}

function twice(argv: readonly string[]): readonly PlannedCommand[] {
  return [{ argv }, { argv, sudo: true }];
}
