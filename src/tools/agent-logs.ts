import { calicoLine, calicoLogRules } from './calico/log.ts';
import { ciliumLine, ciliumLogRules } from './cilium/log.ts';
import { corednsLine, corednsLogRules } from './coredns/log.ts';
import { flannelLogRules } from './flannel/log.ts';
import { kubeProxyLogRules } from './kube-proxy/parse.ts';
import { klogLine } from './log/line.ts';
import type { LogReading } from './log/reader.ts';

/** How the log of a program is read: its lines, and the rules that mark them. */
export type LogKnowledge = Pick<LogReading, 'line' | 'rules'>;

const knowledge: readonly (readonly [RegExp, LogKnowledge])[] = [
  [/^(?:kube-)?flannel/, { line: klogLine, rules: flannelLogRules }],
  [/^calico|^felix$/, { line: calicoLine, rules: calicoLogRules }],
  [/^cilium/, { line: ciliumLine, rules: ciliumLogRules }],
  [/^coredns$|^kube-dns/, { line: corednsLine, rules: corednsLogRules }],
  [/^kube-proxy$/, { line: klogLine, rules: kubeProxyLogRules }],
];

/** How the log of a container of this name is read; undefined for programs that plumbline does not know. */
export function logKnowledgeOf(container: string): LogKnowledge | undefined {
  return knowledge.find(([name]) => name.test(container))?.[1];
}
