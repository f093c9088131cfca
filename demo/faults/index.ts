import { corednsDown } from './coredns-down.ts';
import { fdbMissing } from './fdb-missing.ts';
import { ipForwardOff } from './ip-forward-off.ts';
import { mtuBlackHole } from './mtu-black-hole.ts';
import { nodeUnreachable } from './node-unreachable.ts';
import { notListening } from './not-listening.ts';
import { packetLoss } from './packet-loss.ts';
import { policyDrop } from './policy-drop.ts';
import type { Fault } from './types.ts';

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
];
