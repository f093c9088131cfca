import type { CniName, KubernetesObject } from '../world/types.ts';

/** What a fault breaks. The object effects are done by the demo's API, the others by each backend in its own way. */
export type FaultEffect =
  | { readonly kind: 'create-object'; readonly object: KubernetesObject }
  | { readonly kind: 'pods-not-ready'; readonly namespace: string; readonly podPrefix: string }
  | { readonly kind: 'node-not-ready'; readonly node: string }
  | { readonly kind: 'fdb-entry-missing'; readonly node: string; readonly peer: string }
  | { readonly kind: 'route-missing'; readonly node: string; readonly peer: string }
  /** The node knows the MAC address of the peer's tunnel end no longer. */
  | { readonly kind: 'neighbour-missing'; readonly node: string; readonly peer: string }
  | { readonly kind: 'tunnel-mtu'; readonly node: string; readonly mtu: number }
  /** What comes from the peer's pods by the tunnel is answered beside it, and the tunnel's filter is strict. */
  | { readonly kind: 'asymmetric-route'; readonly node: string; readonly peer: string }
  /** A file more in the node's /etc/cni/net.d. */
  | { readonly kind: 'cni-file'; readonly node: string; readonly file: string; readonly text: string }
  | { readonly kind: 'connections-full'; readonly node: string }
  | { readonly kind: 'ip-forward-off'; readonly node: string }
  | { readonly kind: 'processes-stopped'; readonly namespace: string; readonly podPrefix: string }
  | { readonly kind: 'packet-loss'; readonly node: string; readonly percent: number }
  /** Packets of the tunnel larger than `mtu` bytes vanish on that node's underlay; no ICMP is sent. */
  | { readonly kind: 'mtu-black-hole'; readonly node: string; readonly mtu: number }
  | { readonly kind: 'listener-closed'; readonly namespace: string; readonly podPrefix: string; readonly port: number }
  | { readonly kind: 'underlay-cut'; readonly node: string }
  /** The agent does not reach the API server, and says so. */
  | { readonly kind: 'cilium-agent-degraded'; readonly node: string }
  /** The agent could not make the programs of these pods' endpoints. */
  | { readonly kind: 'cilium-endpoint-not-ready'; readonly namespace: string; readonly podPrefix: string };

/** Something broken on purpose, with its true cause written down. */
export interface Fault {
  readonly name: string;
  readonly title: string;
  readonly symptom: string;
  readonly cause: string;
  readonly fix: string;
  readonly backends: readonly ('simulate' | 'lab')[];
  /** The CNIs in whose worlds it can be; in all where nothing is said. */
  readonly cnis?: readonly CniName[];
  readonly effects: readonly FaultEffect[];
  /** The link on which it shows, in the command line's words, and the measured class that plumbline must name; undefined for what no link shows. */
  readonly shows: Shown | undefined;
}

/** A link and what is measured on it. */
export interface Shown {
  readonly from: string;
  readonly to: string;
  readonly measured: string;
}
