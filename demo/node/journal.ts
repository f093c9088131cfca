import type { FaultEffect } from '../faults/types.ts';
import { asRecord, asText } from '../world/fields.ts';
import { stableUid } from '../world/identity.ts';
import type { KubernetesObject, WorldNode } from '../world/types.ts';
import { sandboxId } from './sandbox.ts';

/** One line of a node's journal. */
export interface JournalEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly source: 'kernel' | 'kubelet' | 'containerd';
  readonly text: string;
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** A line as klog begins it: severity, month and day, time, thread. */
function klog(at: number, where: string, text: string): string {
  const date = new Date(at);
  const day = `${pad(date.getUTCMonth() + 1)}${pad(date.getUTCDate())}`;
  return `I${day} ${date.toISOString().slice(11, 23)}000     912 ${where}] ${text}`;
}

function containerd(at: number, level: 'info' | 'error', text: string): string {
  const time = new Date(at).toISOString().replace('Z', '000000Z');
  return `time="${time}" level=${level} msg="${text.replaceAll('"', '\\"')}"`;
}

/** The node's end of a pod's cable, as the demo names it. */
export type VethOf = (pod: KubernetesObject) => string;

const nameOf = ({ metadata }: KubernetesObject): string => `${metadata.namespace}/${metadata.name}`;
const startOf = (pod: KubernetesObject): number =>
  Date.parse(asText(asRecord(pod['status'])['startTime']) ?? pod.metadata.creationTimestamp ?? '') || 0;
const isOnHost = (pod: KubernetesObject): boolean => asRecord(pod['spec'])['hostNetwork'] === true;

/** What the node said when it came up; `at` milliseconds. */
export function startEntries(node: WorldNode, at: number): readonly JournalEntry[] {
  return [
    { at, source: 'kernel', text: 'IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready' },
    { at: at + 900, source: 'kernel', text: 'Bridge firewalling registered' },
    {
      at: at + 4000,
      source: 'containerd',
      text: containerd(at + 4000, 'info', 'containerd successfully booted in 0.061923s'),
    },
    {
      at: at + 5000,
      source: 'kubelet',
      text: klog(at + 5000, 'server.go:529', '"Kubelet version" kubeletVersion="v1.34.2"'),
    },
    {
      at: at + 6000,
      source: 'kubelet',
      text: klog(at + 6000, 'kubelet_node_status.go:78', `"Successfully registered node" node="${node.name}"`),
    },
  ];
}

/** What a node says while a pod starts on it. */
export function podStarted(pod: KubernetesObject, vethOf: VethOf, port: number): readonly JournalEntry[] {
  const at = startOf(pod);
  const { name, namespace, uid = '' } = pod.metadata;
  const veth = vethOf(pod);
  const sandbox = `&PodSandboxMetadata{Name:${name},Uid:${uid},Namespace:${namespace},Attempt:0,}`;
  const bridged: readonly JournalEntry[] = isOnHost(pod)
    ? []
    : [
        { at: at + 700, source: 'kernel', text: `cni0: port ${port}(${veth}) entered blocking state` },
        { at: at + 700, source: 'kernel', text: `${veth}: entered promiscuous mode` },
        { at: at + 701, source: 'kernel', text: `cni0: port ${port}(${veth}) entered forwarding state` },
      ];
  return [
    { at, source: 'kubelet', text: klog(at, 'kubelet.go:2537', `"SyncLoop ADD" source="api" pods=["${nameOf(pod)}"]`) },
    { at: at + 400, source: 'containerd', text: containerd(at + 400, 'info', `RunPodSandbox for ${sandbox}`) },
    ...bridged,
    {
      at: at + 900,
      source: 'containerd',
      text: containerd(at + 900, 'info', `RunPodSandbox for ${sandbox} returns sandbox id "${sandboxId(pod)}"`),
    },
    {
      at: at + 2000,
      source: 'kubelet',
      text: klog(
        at + 2000,
        'pod_startup_latency_tracker.go:104',
        `"Observed pod startup duration" pod="${nameOf(pod)}" podStartSLOduration=2.0`,
      ),
    },
  ];
}

/** What a node says while a pod goes; `at` milliseconds. */
export function podRemoved(pod: KubernetesObject, vethOf: VethOf, port: number, at: number): readonly JournalEntry[] {
  const id = sandboxId(pod);
  const bridged: readonly JournalEntry[] = isOnHost(pod)
    ? []
    : [{ at: at + 100, source: 'kernel', text: `cni0: port ${port}(${vethOf(pod)}) entered disabled state` }];
  return [
    {
      at,
      source: 'kubelet',
      text: klog(at, 'kubelet.go:2553', `"SyncLoop REMOVE" source="api" pods=["${nameOf(pod)}"]`),
    },
    ...bridged,
    {
      at: at + 200,
      source: 'containerd',
      text: containerd(at + 200, 'info', `StopPodSandbox for "${id}" returns successfully`),
    },
  ];
}

/** What a node's kernel says of something that breaks or is mended; nothing of what breaks silently. */
export function effectEntries(effect: FaultEffect, on: boolean, at: number): readonly JournalEntry[] {
  if (effect.kind !== 'underlay-cut') return [];
  return [{ at, source: 'kernel', text: `eth0: Link is ${on ? 'Down' : 'Up'}` }];
}

/** An entry as `journalctl -o` prints it, by the name of the format; hosts' clocks run in UTC. */
export function renderEntry(node: string, { at, source, text }: JournalEntry): Readonly<Record<string, string>> {
  const date = new Date(at);
  const iso = date.toISOString();
  const month = date.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  const who = source === 'kernel' ? 'kernel' : `${source}[${source === 'kubelet' ? 912 : 655}]`;
  const said = `${node} ${who}: ${text}`;
  return {
    short: `${month} ${pad(date.getUTCDate())} ${iso.slice(11, 19)} ${said}`,
    'short-iso': `${iso.slice(0, 19)}+00:00 ${said}`,
    'short-iso-precise': `${iso.slice(0, 23)}000+00:00 ${said}`,
    'short-unix': `${(at / 1000).toFixed(6)} ${said}`,
    cat: text,
    json: JSON.stringify({
      __CURSOR: `s=${stableUid(`journal/${node}`).replaceAll('-', '')};i=${at.toString(16)}`,
      __REALTIME_TIMESTAMP: `${at}000`,
      _HOSTNAME: node,
      PRIORITY: '6',
      SYSLOG_IDENTIFIER: source,
      _TRANSPORT: source === 'kernel' ? 'kernel' : 'stdout',
      ...(source === 'kernel'
        ? {}
        : { _SYSTEMD_UNIT: `${source}.service`, _PID: source === 'kubelet' ? '912' : '655' }),
      MESSAGE: text,
    }),
  };
}
