import type { Fields } from '../../inventory/prune/fields.ts';
import type { Labels } from '../../inventory/records.ts';
import { anyone, type Condition, nobody } from '../model/condition.ts';
import type { CompiledRule, Direction, RuleAction } from '../model/policy.ts';
import type { SpecReader } from '../spec-reader.ts';
import { compilePeer, type PeerReading } from './compile-peer.ts';
import { compileTraffic } from './compile-traffic.ts';

export interface AdminRuleContext {
  readonly kind: string;
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly reader: SpecReader;
}

const actions: Readonly<Record<string, RuleAction>> = { Accept: 'allow', Allow: 'allow', Deny: 'deny', Pass: 'pass' };

/** The rules of one direction in their order; one with peers that hang on the subject's labels is several of one number. */
export function compileAdminRules(
  spec: Fields,
  direction: Direction,
  { kind, namespaces, reader }: AdminRuleContext,
): readonly CompiledRule[] {
  const peersKey = direction === 'ingress' ? 'from' : 'to';
  return (reader.mappings(spec, direction, 'the spec') ?? []).flatMap((rule, index) => {
    const name = reader.text(rule, 'name', `${direction} rule ${index + 1}`);
    const where = `${direction} rule ${index + 1}${name === undefined ? '' : ` (${name})`}`;
    const said = reader.problems.length;
    reader.only(rule, new Set(['name', 'action', peersKey, 'ports', 'protocols']), where);
    const word = reader.text(rule, 'action', where) ?? '';
    const action = actions[word];
    if (action === undefined) reader.say(`The action ${word || '(none)'} of ${where} is unknown.`);
    if (action === 'pass' && kind === 'BaselineAdminNetworkPolicy')
      reader.say(`The action Pass of ${where} is none that a ${kind} may have.`);
    const peers = reader.mappings(rule, peersKey, where) ?? [];
    if (peers.length === 0) reader.say(`The ${where} has no peers.`);
    const readings = peers.map((peer) => compilePeer(peer, direction, where, { namespaces, reader }));
    const traffic = compileTraffic(rule, where, reader);
    const understood = reader.problems.length === said && action !== undefined;
    const shared = {
      number: index + 1,
      path: ['spec', direction, index],
      ...(name === undefined ? {} : { name }),
    };
    if (!understood) {
      const peer: Condition = { is: 'undecidable', reason: `${where} is not understood` };
      return [{ ...shared, action: action ?? 'deny', peer }];
    }
    return withFailClosed(readings, action).map(({ subject, peer, closed }) => ({
      ...shared,
      action: closed ? 'deny' : action,
      ...(subject === undefined ? {} : { subject }),
      peer,
      ...(traffic === undefined || closed ? {} : { traffic }),
    }));
  });
}

interface RulePart {
  readonly subject?: Condition;
  readonly peer: Condition;
  readonly closed: boolean;
}

/**
 * One part for all peers that stand for themselves, and one for each that demands something of the subject too. A peer with no
 * field at all matches nothing in a rule that allows, and makes any other rule deny everything: so the API says.
 */
function withFailClosed(readings: readonly (readonly PeerReading[])[], action: RuleAction): readonly RulePart[] {
  if (readings.some((reading) => reading.length === 0) && action !== 'allow') return [{ peer: anyone, closed: true }];
  const parts = readings.flat();
  const plain = parts.filter(({ subject }) => subject === undefined).map(({ peer }) => peer);
  const bound = parts.filter(({ subject }) => subject !== undefined);
  const rule: RulePart = { peer: plain.length === 0 ? nobody : { is: 'some', of: plain }, closed: false };
  return [
    ...(plain.length > 0 || bound.length === 0 ? [rule] : []),
    ...bound.map((part) => ({ ...part, closed: false })),
  ];
}
