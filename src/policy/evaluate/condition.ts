import type { Labels } from '../../inventory/records.ts';
import { inRanges } from '../address/contains.ts';
import { parseAddress } from '../address/parse.ts';
import type { Condition } from '../model/condition.ts';
import type { Party } from '../model/party.ts';
import { labelsOf, labelTruth } from './label.ts';
import { negated, type Truth, truthOf } from './truth.ts';

/** What a condition may ask about beside the party itself. */
export interface ConditionContext {
  /** The other side of the flow. */
  readonly other: Party;
  /** Labels of a node by its name: a hostNetwork pod answers for the node that it runs on. */
  readonly nodeLabels: (node: string) => Labels | undefined;
  /** How to take what the API leaves to the CNI; unknown unless given. */
  readonly openByApi?: Truth;
}

/** A condition about a party of a flow. The party's addresses are those that take part in the flow. */
export function evaluateCondition(condition: Condition, party: Party, context: ConditionContext): Truth {
  switch (condition.is) {
    case 'every':
      return everyTruth(condition.of, party, context);
    case 'some':
      return someTruth(condition.of, party, context);
    case 'not':
      return negated(evaluateCondition(condition.of, party, context));
    case 'label':
      return labelTruth(condition, labelsOf(condition.owner, condition.key, party, context));
    case 'namespace':
      return truthOf(party.kind === 'pod' && condition.names.includes(party.namespace));
    case 'service-account':
      return truthOf(party.kind === 'pod' && condition.names.includes(party.serviceAccount));
    case 'kind':
      return truthOf(condition.kinds.includes(kindOf(party)));
    case 'address':
      return addressTruth(condition, party);
    case 'own-node':
      return ownNodeTruth(party, context.other);
    case 'undecidable':
      return condition.openByApi ? (context.openByApi ?? 'unknown') : 'unknown';
  }
}

/** How conditions name a party's kind. */
export function kindOf(party: Party): 'pod' | 'host-pod' | 'node' | 'outside' {
  return party.kind === 'pod' && party.hostNetwork ? 'host-pod' : party.kind;
}

/** The node that a party runs on, or is; empty when it has none or it is not known. */
export function nodeOf(party: Party): string {
  return party.kind === 'pod' ? party.node : party.kind === 'node' ? party.name : '';
}

// A definite no anywhere outweighs an unknown before it, so the whole list is asked.
function everyTruth(conditions: readonly Condition[], party: Party, context: ConditionContext): Truth {
  let result: Truth = 'yes';
  for (const condition of conditions) {
    const truth = evaluateCondition(condition, party, context);
    if (truth === 'no') return 'no';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

function someTruth(conditions: readonly Condition[], party: Party, context: ConditionContext): Truth {
  let result: Truth = 'no';
  for (const condition of conditions) {
    const truth = evaluateCondition(condition, party, context);
    if (truth === 'yes') return 'yes';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

/** With several addresses of which some are in and some are not, which of them the packets carry is not known. */
function addressTruth({ within, except }: Extract<Condition, { is: 'address' }>, party: Party): Truth {
  const addresses = party.kind === 'outside' ? [party.address] : party.addresses;
  let inside = 0;
  for (const text of addresses) {
    const address = parseAddress(text);
    if (address === undefined) return 'unknown';
    if (inRanges(address, within, except)) inside += 1;
  }
  if (addresses.length === 0) return within.length === 0 ? 'no' : 'unknown';
  return inside === 0 ? 'no' : inside === addresses.length ? 'yes' : 'unknown';
}

function ownNodeTruth(party: Party, other: Party): Truth {
  const kind = kindOf(party);
  if (kind === 'pod' || kind === 'outside') return 'no';
  const node = nodeOf(party);
  const otherNode = nodeOf(other);
  if (other.kind === 'outside') return 'no';
  return node === '' || otherNode === '' ? 'unknown' : truthOf(node === otherNode);
}
