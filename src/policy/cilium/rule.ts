import type { Fields } from '../../inventory/prune/fields.ts';
import type { CompiledRule, Direction } from '../model/policy.ts';
import type { CiliumContext } from './context.ts';
import { peerCondition, peerFields } from './peers.ts';
import { portRules } from './ports.ts';

/** A list of rules in a Cilium spec. */
export type RuleList = 'ingress' | 'ingressDeny' | 'egress' | 'egressDeny';

/** The rules of one list: one for each alternative of traffic that asks for different things. */
export function compileRules(
  spec: Fields,
  list: RuleList,
  base: readonly (string | number)[],
  context: CiliumContext,
): readonly CompiledRule[] {
  return (context.reader.mappings(spec, list, 'the spec') ?? []).flatMap((rule, index) =>
    compileRule(rule, list, index, [...base, list, index], context),
  );
}

function compileRule(
  rule: Fields,
  list: RuleList,
  index: number,
  path: readonly (string | number)[],
  context: CiliumContext,
): readonly CompiledRule[] {
  const { reader } = context;
  const direction: Direction = list.startsWith('ingress') ? 'ingress' : 'egress';
  const deny = list.endsWith('Deny');
  const where = `${direction} ${deny ? 'deny ' : ''}rule ${index + 1}`;
  const before = reader.problems.length;
  const allowed = ['toPorts', 'icmps', ...(deny ? [] : ['authentication'])];
  reader.only(rule, new Set([...peerFields[direction], ...allowed]), where);
  const ports = portRules(rule, { direction, deny }, where, reader);
  const bare = !has(rule, 'toPorts') && !has(rule, 'icmps');
  const peer = peerCondition(rule, direction, where, bare, context);
  const authentication = deny ? [] : authenticated(rule, where, context);
  const unclear = reader.problems.length > before;
  return ports.map(({ traffic, provided, path: place }): CompiledRule => {
    const clauses = [...provided, ...authentication];
    return {
      number: index + 1,
      path: [...path, ...place],
      action: deny ? 'deny' : 'allow',
      peer: unclear ? { is: 'every', of: [peer, { is: 'undecidable', reason: `${where} is not understood` }] } : peer,
      ...(traffic === undefined ? {} : { traffic }),
      ...(clauses.length === 0 || deny ? {} : { provided: clauses }),
    };
  });
}

function authenticated(rule: Fields, where: string, { reader }: CiliumContext): readonly string[] {
  const authentication = reader.mapping(rule, 'authentication', where);
  if (authentication === undefined) return [];
  const mode = reader.text(authentication, 'mode', where) ?? '';
  if (mode === 'disabled' || mode === '') return [];
  if (mode === 'required') return ['both sides authenticate each other'];
  reader.say(`The authentication of ${where} has the mode ${mode}, which is not known.`);
  return [];
}

function has(rule: Fields, key: string): boolean {
  const value = rule[key];
  return Array.isArray(value) && value.length > 0;
}
