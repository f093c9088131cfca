import { kindOf, nodeOf } from './condition.ts';
import type { PodParty } from '../model/party.ts';
import { partyWords } from './names.ts';
import type { Side } from './side.ts';
import { type Truth, truthOf } from './truth.ts';

/**
 * Whether both ends are the same pod: 'a pod cannot block access to itself'. A workload's template stands for all its pods, and
 * from one of them to another is no loopback.
 */
export function isSamePod({ subject, peer }: Pick<Side, 'subject' | 'peer'>): boolean {
  return (
    subject.kind === 'pod' &&
    peer.kind === 'pod' &&
    subject.namespace === peer.namespace &&
    subject.name === peer.name &&
    !isTemplate(subject)
  );
}

function isTemplate({ name, workload, addresses }: PodParty): boolean {
  return workload.kind !== 'Pod' && workload.name === name && addresses.length === 0;
}

/** Whether the peer is the node on which the governed pod runs, or a process in that node's network. */
export function peerIsOwnNode({ subject, peer }: Pick<Side, 'subject' | 'peer'>): Truth {
  const kind = kindOf(peer);
  if (kindOf(subject) !== 'pod' || kind === 'pod' || kind === 'outside') return 'no';
  if (nodeOf(subject) === '' || nodeOf(peer) === '') return 'unknown';
  return truthOf(nodeOf(subject) === nodeOf(peer));
}

/** Why a flow cannot be at all right now, as a sentence; undefined when it can. */
export function whyNoFlow({ subject, peer, family }: Side, families: number | undefined): string | undefined {
  for (const party of [subject, peer]) {
    if (party.kind !== 'pod') continue;
    if (party.phase === 'finished') return `The ${partyWords(party)} has finished and owns no address any more.`;
    if (party.phase === 'pending') return `The ${partyWords(party)} has no address yet.`;
  }
  if (family === undefined && families === 0)
    return `The ${partyWords(subject)} and ${partyWords(peer)} have no address of the same family.`;
  return undefined;
}
