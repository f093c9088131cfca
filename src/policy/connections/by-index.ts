import { parseAddress } from '../address/parse.ts';
import { hasBit } from '../index/class-set.ts';
import { classOfParty } from '../index/class-of-party.ts';
import { noClass } from '../index/classes.ts';
import { createPolicyIndex } from '../index/policy-index.ts';
import type { Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { flowsAround, type PortFlows } from '../questions/rules-around.ts';
import type { Connections } from './between.ts';
import { ConnectionSetBuilder } from './connection-set.ts';

/** Answers about one class are kept while its pairs are asked for; each holds a bit for every class and port. */
const kept = 16;

/**
 * What may pass between two parties, from the index: one walk for all peers of a class instead of one for each flow. Undefined
 * where single flows have to be asked for: what cannot be decided (to say why), hostNetwork pods, and other addresses than one
 * of IPv4.
 */
export function connectionsByIndex(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
): (source: Party, destination: Party) => Connections | undefined {
  const index = createPolicyIndex(program, snapshot, 4);
  if (index.distinctions.families) return () => undefined;
  const around = new Map<string, readonly PortFlows[]>();
  const flowsOf = (member: number, end: 'source' | 'destination'): readonly PortFlows[] => {
    const key = `${end} ${member}`;
    const known = around.get(key);
    if (known !== undefined) return known;
    const [oldest] = around.keys();
    if (around.size >= kept && oldest !== undefined) around.delete(oldest);
    const found = flowsAround(index, member, end);
    around.set(key, found);
    return found;
  };
  return (source, destination) => {
    if (!isPlain(source) || !isPlain(destination)) return undefined;
    const [from, to] = [classOfParty(index.classes, source), classOfParty(index.classes, destination)];
    if (from === noClass || to === noClass) return undefined;
    // Lists are made pod by pod: what lies outside is the other end.
    const [flows, other] =
      source.kind === 'outside' ? [flowsOf(to, 'destination'), from] : [flowsOf(from, 'source'), to];
    const allowed = new ConnectionSetBuilder();
    for (const { protocol, ports, flows: sets } of flows) {
      if (hasBit(sets.undecidable, other)) return undefined;
      if (hasBit(sets.allowed, other)) allowed.add(protocol, ports);
    }
    return { allowed: allowed.build(), undecided: {}, reasons: [] };
  };
}

/** The index knows one family of addresses, and no pod whose API leaves open what it is. */
function isPlain(party: Party): boolean {
  if (party.kind === 'node') return false;
  if (party.kind === 'outside') return isFour(party.address);
  return !party.hostNetwork && party.phase === 'running' && party.addresses.every(isFour);
}

function isFour(address: string): boolean {
  return parseAddress(address)?.family === 4;
}
