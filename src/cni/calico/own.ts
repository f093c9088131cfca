import type { Fact } from '../../contracts/node-facts.ts';
import type { BpfCounter } from '../../tools/calico/bpf.ts';
import type { MarkedLine } from '../../tools/log/rules.ts';
import type { BgpSessions } from './bgp-sessions.ts';
import type { CalicoPool } from './ip-pool.ts';

/** What is read of Calico on one node beside the node's facts. Plain data. */
export interface CalicoOwn {
  readonly sessions: Fact<BgpSessions>;
  /** Why calico-node's probes failed lately, in kubelet's words. */
  readonly probeFailures: Fact<readonly string[]>;
  /** Lines of the log that are known to be sick or odd, the newest last. */
  readonly log: Fact<readonly MarkedLine[]>;
  /** eBPF's counters of drops; undefined where eBPF does not carry the packets. */
  readonly drops: Fact<readonly BpfCounter[]> | undefined;
  /** Pools as calicoctl on the node lists them; undefined where the API server tells them. */
  readonly pools: Fact<readonly CalicoPool[]> | undefined;
}
