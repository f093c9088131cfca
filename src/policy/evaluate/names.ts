import type { Party } from '../model/party.ts';
import type { PolicyReference } from '../model/policy.ts';

/** A policy as sentences name it: 'NetworkPolicy shop/deny-all'. */
export function policyWords({ kind, namespace, name }: PolicyReference): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

/** A party as sentences name it: 'pod shop/web-1', 'node worker-1', '203.0.113.7'. */
export function partyWords(party: Party): string {
  if (party.kind === 'pod') return `pod ${party.namespace}/${party.name}`;
  return party.kind === 'node' ? `node ${party.name}` : (party.hostName ?? party.address);
}
