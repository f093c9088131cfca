import type { Fields } from '../../inventory/prune/fields.ts';
import { anyone, type Condition, nobody } from '../model/condition.ts';
import type { Direction } from '../model/policy.ts';
import { cidrCondition, cidrSetCondition } from './cidr.ts';
import type { CiliumContext } from './context.ts';
import { entityCondition } from './entities.ts';
import { nodeSelector, peerSelector, selectorList } from './selector.ts';
import { serviceCondition } from './services.ts';

/** The fields of a rule that name its peers, by direction. */
export const peerFields = {
  ingress: ['fromEndpoints', 'fromRequires', 'fromCIDR', 'fromCIDRSet', 'fromEntities', 'fromGroups', 'fromNodes'],
  egress: [
    'toEndpoints',
    'toRequires',
    'toCIDR',
    'toCIDRSet',
    'toEntities',
    'toServices',
    'toFQDNs',
    'toGroups',
    'toNodes',
  ],
} as const;

/**
 * Whom a rule means. Without any peer field it is everyone, where the rule names ports; a list that is there and empty is
 * nobody. `bare`: the rule names no ports either, and selects nothing then.
 */
export function peerCondition(
  rule: Fields,
  direction: Direction,
  where: string,
  bare: boolean,
  context: CiliumContext,
): Condition {
  const { reader } = context;
  const present = peerFields[direction].filter((key) => rule[key] !== undefined && rule[key] !== null);
  if (present.length === 0) return bare ? nobody : anyone;
  const used = present.filter((key) => (reader.list(rule, key, where) ?? []).length > 0);
  if (used.length > 1 && !used.some((key) => key.endsWith('Requires')))
    reader.say(`The ${where} combines ${used.join(' and ')}, which Cilium refuses.`);
  const of = present.flatMap((key) => peersOf(key, rule, where, context));
  return of.length === 1 && of[0] !== undefined ? of[0] : { is: 'some', of };
}

function peersOf(key: string, rule: Fields, where: string, context: CiliumContext): readonly Condition[] {
  const { reader } = context;
  const place = `${key} of ${where}`;
  switch (key.replace(/^(from|to)/, '')) {
    case 'Endpoints':
      return (selectorList(rule, key, where, reader) ?? []).map((one) => peerSelector(one, place, context));
    case 'CIDR':
      return [cidrCondition(reader.texts(rule, key, where) ?? [], place, context)];
    case 'CIDRSet':
      return (reader.mappings(rule, key, where) ?? []).map((one) => cidrSetCondition(one, place, context));
    case 'Entities':
      return (reader.texts(rule, key, where) ?? []).map((entity) => known(entity, place, context));
    case 'Services':
      return (reader.mappings(rule, key, where) ?? []).map((one) => serviceCondition(one, place, context));
    case 'Nodes':
      return (selectorList(rule, key, where, reader) ?? []).map((one) => ({
        is: 'every',
        of: [
          nodeSelector(one, place, context),
          undecidable(
            'rules about nodes work only with enable-node-selector-labels, and whether it is set is not known',
          ),
        ],
      }));
    case 'FQDNs':
      return (reader.mappings(rule, key, where) ?? []).map((one) => nameCondition(one, place, context));
    case 'Groups':
      return [outside(`the addresses of the groups in ${place} are the cloud provider's and not known`)];
    default:
      // fromRequires and toRequires: constraints on every other rule, which later versions of Cilium dropped.
      reader.say(`The field ${key} of ${where} is one that Cilium gave up, and what it does depends on the version.`);
      return [];
  }
}

function known(entity: string, place: string, context: CiliumContext): Condition {
  const condition = entityCondition(entity, context);
  if (condition === undefined) context.reader.say(`The entity ${entity} in ${place} is not known.`);
  return condition ?? nobody;
}

/** Names hold for the addresses that Cilium saw them resolve to, never for pods and nodes of the cluster. */
function nameCondition(entry: Fields, place: string, { reader }: CiliumContext): Condition {
  reader.only(entry, new Set(['matchName', 'matchPattern']), place);
  const name = reader.text(entry, 'matchName', place);
  const pattern = reader.text(entry, 'matchPattern', place);
  if (name === undefined && pattern === undefined) reader.say(`An entry of ${place} names nothing.`);
  return outside(`it is allowed if ${name ?? `a name like ${pattern ?? '(none)'}`} resolves to the address here`);
}

function outside(reason: string): Condition {
  return { is: 'every', of: [{ is: 'kind', kinds: ['outside'] }, undecidable(reason)] };
}

function undecidable(reason: string): Condition {
  return { is: 'undecidable', reason };
}
