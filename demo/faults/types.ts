import type { KubernetesObject } from '../world/types.ts';

/** What a fault breaks. The object effects are done by the demo's API, the others by each backend in its own way. */
export type FaultEffect =
  | { readonly kind: 'create-object'; readonly object: KubernetesObject }
  | { readonly kind: 'pods-not-ready'; readonly namespace: string; readonly podPrefix: string }
  | { readonly kind: 'node-not-ready'; readonly node: string }
  | { readonly kind: 'fdb-entry-missing'; readonly node: string; readonly peer: string }
  | { readonly kind: 'ip-forward-off'; readonly node: string }
  | { readonly kind: 'processes-stopped'; readonly namespace: string; readonly podPrefix: string }
  | { readonly kind: 'packet-loss'; readonly node: string; readonly percent: number }
  /** Packets of the tunnel larger than `mtu` bytes vanish on that node's underlay; no ICMP is sent. */
  | { readonly kind: 'mtu-black-hole'; readonly node: string; readonly mtu: number }
  | { readonly kind: 'listener-closed'; readonly namespace: string; readonly podPrefix: string; readonly port: number }
  | { readonly kind: 'underlay-cut'; readonly node: string };

/** Something broken on purpose, with its true cause written down. */
export interface Fault {
  readonly name: string;
  readonly title: string;
  readonly symptom: string;
  readonly cause: string;
  readonly fix: string;
  readonly backends: readonly ('simulate' | 'lab')[];
  readonly effects: readonly FaultEffect[];
  /** The link on which it shows, in the command line's words, and the measured class that plumbline must name. */
  readonly shows: { readonly from: string; readonly to: string; readonly measured: string };
}
