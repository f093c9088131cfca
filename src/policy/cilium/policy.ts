import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import { type Condition, nobody } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, CompiledRule, Direction } from '../model/policy.ts';
import type { PolicyObject } from '../model/snapshot.ts';
import { SpecReader } from '../spec-reader.ts';
import type { CiliumContext, SharedContext } from './context.ts';
import { compileRules } from './rule.ts';
import { nodeSelector, subjectSelector } from './selector.ts';

const specFields: ReadonlySet<string> = new Set([
  'endpointSelector',
  'nodeSelector',
  'ingress',
  'ingressDeny',
  'egress',
  'egressDeny',
  'enableDefaultDeny',
  'labels',
  'description',
  'log',
]);

/** The name of the one tier in which Cilium evaluates its policies and NetworkPolicies: what is denied wins. */
export const ciliumTier = 'cilium';

/** Compiles a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy: its spec, and each of its specs, on its own. */
export function compileCiliumPolicy(object: PolicyObject, shared: SharedContext): readonly CompiledPolicy[] {
  const specs: readonly { readonly spec: unknown; readonly base: readonly (string | number)[] }[] = [
    ...(object.spec === undefined || object.spec === null ? [] : [{ spec: object.spec, base: ['spec'] }]),
    ...(Array.isArray(object.specs)
      ? object.specs.map((spec: unknown, index) => ({ spec, base: ['specs', index] }))
      : []),
  ];
  const namespace = object.kind === 'CiliumNetworkPolicy' ? object.namespace : '';
  const context = (): CiliumContext => ({ ...shared, reader: new SpecReader(), namespace });
  // Specs that are no list may say anything.
  const unread = object.specs !== undefined && object.specs !== null && !Array.isArray(object.specs);
  return [
    ...specs.map(({ spec, base }) => compileSpec(object, spec, base, context())),
    ...(specs.length === 0 || unread ? [compileSpec(object, undefined, ['specs'], context())] : []),
  ];
}

function compileSpec(
  object: PolicyObject,
  value: unknown,
  base: readonly (string | number)[],
  context: CiliumContext,
): CompiledPolicy {
  const { reader, namespace } = context;
  if (!isFields(value)) reader.say('The policy has no spec that can be read.');
  const spec = isFields(value) ? value : {};
  reader.only(spec, specFields, 'the spec');
  const hosts = spec['nodeSelector'] !== undefined && spec['nodeSelector'] !== null;
  const subject = subjectOf(spec, hosts, context);
  for (const one of ['ingress', 'ingressDeny', 'egress', 'egressDeny'] as const) reader.list(spec, one, 'the spec');
  const defaultDeny = defaultDenyOf(spec, reader);
  // What is unclear about the policy as a whole may concern either direction.
  const unclear = reader.problems.length > 0;
  const ingress = compileDirection(spec, 'ingress', base, { unclear, defaultDeny }, context);
  const egress = compileDirection(spec, 'egress', base, { unclear, defaultDeny }, context);
  return {
    reference: { kind: object.kind, namespace, name: object.name },
    dialect: 'cilium',
    subject,
    ...(ingress === undefined ? {} : { ingress: hosts ? mayDecide(ingress) : ingress }),
    ...(egress === undefined ? {} : { egress: hosts ? mayDecide(egress) : egress }),
    tier: ciliumTier,
    order: Number.POSITIVE_INFINITY,
    staged: false,
    notUnderstood: reader.problems,
    ...(object.lineOf === undefined ? {} : { lineOf: object.lineOf }),
  };
}

function subjectOf(spec: Fields, hosts: boolean, context: CiliumContext): Condition {
  const { reader, namespace } = context;
  const endpoints = reader.mapping(spec, 'endpointSelector', 'the spec');
  const nodes = reader.mapping(spec, 'nodeSelector', 'the spec');
  if ((endpoints === undefined) === (nodes === undefined))
    reader.say('The spec must have either an endpointSelector or a nodeSelector.');
  if (hosts && namespace !== '') reader.say('The spec has a nodeSelector, which only clusterwide policies may.');
  if (endpoints !== undefined) return subjectSelector(endpoints, context);
  if (nodes !== undefined) return nodeSelector(nodes, 'the nodeSelector', context);
  return namespace === '' ? { is: 'kind', kinds: ['pod'] } : { is: 'namespace', names: [namespace] };
}

/** Undefined: the policy has no rules in this direction, and does not ask for default deny. */
function compileDirection(
  spec: Fields,
  direction: Direction,
  base: readonly (string | number)[],
  { unclear, defaultDeny }: { readonly unclear: boolean; readonly defaultDeny: DefaultDeny },
  context: CiliumContext,
): CompiledDirection | undefined {
  const rules: readonly CompiledRule[] = [
    ...compileRules(spec, `${direction}Deny`, base, context),
    ...compileRules(spec, direction, base, context),
  ];
  const isolates = defaultDeny[direction] ?? rules.length > 0;
  return rules.length === 0 && !isolates && !unclear ? undefined : { rules, isolates };
}

type DefaultDeny = Readonly<Record<Direction, boolean | undefined>>;

function defaultDenyOf(spec: Fields, reader: SpecReader): DefaultDeny {
  const where = 'the enableDefaultDeny of the spec';
  const asked = reader.mapping(spec, 'enableDefaultDeny', 'the spec') ?? {};
  reader.only(asked, new Set(['ingress', 'egress']), where);
  return { ingress: reader.flag(asked, 'ingress', where), egress: reader.flag(asked, 'egress', where) };
}

/** Rules for hosts take effect only where Cilium's host firewall is on, which objects do not tell. */
function mayDecide({ isolates, rules }: CompiledDirection): CompiledDirection {
  const reason = "host policies take effect only with Cilium's host firewall, and whether it is on is not known";
  const blanket: CompiledRule = {
    number: rules[0]?.number ?? 0,
    path: rules[0]?.path ?? ['spec'],
    action: 'deny',
    peer: isolates || rules.some(({ action }) => action === 'deny') ? { is: 'undecidable', reason } : nobody,
  };
  return { rules: [blanket], isolates: false };
}
