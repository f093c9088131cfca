import { conntrackFull } from './conntrack-full.ts';
import { ciliumAgentDegraded } from './cilium-agent-degraded.ts';
import { ciliumEndpointNotReady } from './cilium-endpoint-not-ready.ts';
import { corednsDown } from './coredns-down.ts';
import { fdbMissing } from './fdb-missing.ts';
import { ipForwardOff } from './ip-forward-off.ts';
import { mtuBlackHole } from './mtu-black-hole.ts';
import { neighbourMissing } from './neighbour-missing.ts';
import { nodeUnreachable } from './node-unreachable.ts';
import { notListening } from './not-listening.ts';
import { packetLoss } from './packet-loss.ts';
import { policyDrop } from './policy-drop.ts';
import { routeMissing } from './route-missing.ts';
import { rpFilter } from './rp-filter.ts';
import { secondCniConf } from './second-cni-conf.ts';
import type { Fault } from './types.ts';
import { wrongMtu } from './wrong-mtu.ts';

/** Every fault that the demo knows, in the order they are listed. */
export const faults: readonly Fault[] = [
  policyDrop,
  fdbMissing,
  ipForwardOff,
  corednsDown,
  packetLoss,
  mtuBlackHole,
  notListening,
  nodeUnreachable,
  routeMissing,
  neighbourMissing,
  wrongMtu,
  rpFilter,
  secondCniConf,
  conntrackFull,
  ciliumAgentDegraded,
  ciliumEndpointNotReady,
];
