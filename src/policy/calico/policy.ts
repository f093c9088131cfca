import { referenceOf } from '../reference.ts';
import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import type { Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, Direction } from '../model/policy.ts';
import type { PolicyObject } from '../model/snapshot.ts';
import { SpecReader } from '../spec-reader.ts';
import { isAnyone, readSelector, type RuleContext } from './entity.ts';
import { compileRule } from './rule.ts';

/** What every policy of one cluster is compiled with. */
export type PolicyContext = Omit<RuleContext, 'reader' | 'namespace'>;

/** A policy and what Calico's host endpoints make of it. */
export interface CalicoPolicy {
  readonly policy: CompiledPolicy;
  readonly stagedAction: 'Set' | 'Delete' | 'Learn' | 'Ignore';
  /** Untracked or before DNAT: governs host endpoints only. */
  readonly hostOnly: boolean;
  readonly applyOnForward: boolean;
}

const specFields: ReadonlySet<string> = new Set([
  'tier',
  'order',
  'ingress',
  'egress',
  'selector',
  'types',
  'serviceAccountSelector',
  'performanceHints',
]);

const globalFields: ReadonlySet<string> = new Set([
  ...specFields,
  'namespaceSelector',
  'doNotTrack',
  'preDNAT',
  'applyOnForward',
]);

/** The tier of policies that name none. */
export const defaultTier = 'default';

/** Compiles a NetworkPolicy or GlobalNetworkPolicy of Calico's, or a staged one. */
export function compileCalicoPolicy(object: PolicyObject, shared: PolicyContext): CalicoPolicy {
  const reader = new SpecReader();
  const global = object.kind.endsWith('GlobalNetworkPolicy');
  const context: RuleContext = { ...shared, reader, namespace: global ? '' : object.namespace };
  const spec = specOf(object, reader);
  const staged = object.kind.startsWith('Staged');
  const { stagedAction: _, ...enforced } = spec;
  reader.only(staged ? enforced : spec, global ? globalFields : specFields, 'the spec');
  const subject = subjectOf(spec, context);
  const types = typesOf(spec, reader);
  const tier = reader.text(spec, 'tier', 'the spec');
  const order = reader.number(spec, 'order', 'the spec') ?? Number.POSITIVE_INFINITY;
  const flag = (key: string) => reader.flag(spec, key, 'the spec') === true;
  const [doNotTrack, preDNAT, applyOnForward] = [flag('doNotTrack'), flag('preDNAT'), flag('applyOnForward')];
  const stagedAction = staged ? stagedActionOf(spec, reader) : 'Set';
  for (const one of ['ingress', 'egress'] as const) reader.list(spec, one, 'the spec');
  // What is unclear about the policy as a whole may concern either direction.
  const unclear = reader.problems.length > 0;
  const direction = (one: Direction): CompiledDirection | undefined => {
    const rules = (reader.mappings(spec, one, 'the spec') ?? []).map((rule, index) =>
      compileRule(rule, index, one, context),
    );
    return types.has(one) || unclear ? { rules, isolates: true } : undefined;
  };
  const ingress = direction('ingress');
  const egress = direction('egress');
  return {
    policy: {
      reference: { ...referenceOf(object), namespace: context.namespace },
      dialect: 'calico',
      subject,
      ...(ingress === undefined ? {} : { ingress }),
      ...(egress === undefined ? {} : { egress }),
      tier: tier === undefined || tier === '' ? defaultTier : tier,
      order,
      staged,
      notUnderstood: reader.problems,
      ...(object.lineOf === undefined ? {} : { lineOf: object.lineOf }),
    },
    stagedAction,
    hostOnly: doNotTrack || preDNAT,
    applyOnForward,
  };
}

function specOf(object: PolicyObject, reader: SpecReader): Fields {
  if (isFields(object.spec)) return object.spec;
  reader.say('The policy has no spec.');
  return {};
}

/** The pods that a policy governs. A selector that is malformed is said, and widens to what else is understood. */
function subjectOf(spec: Fields, context: RuleContext): Condition {
  const { conditions, namespace, reader } = context;
  const selector = readSelector(spec, 'selector', 'the spec', reader);
  const accounts = readSelector(spec, 'serviceAccountSelector', 'the spec', reader);
  const namespaces = namespace === '' ? readSelector(spec, 'namespaceSelector', 'the spec', reader) : undefined;
  const of: readonly Condition[] = [
    { is: 'kind', kinds: ['pod'] },
    ...(namespace === '' ? [] : [{ is: 'namespace', names: [namespace] } as const]),
    ...(selector === undefined ? [] : [conditions.pods(selector, 'endpoint')]),
    ...(namespaces === undefined ? [] : [conditions.pods(namespaces, 'namespace')]),
    ...(accounts === undefined ? [] : [conditions.pods(accounts, 'service-account')]),
  ];
  return { is: 'every', of: of.filter((condition) => !isAnyone(condition)) };
}

/** Without types: egress only where there are egress rules and no ingress rules; both where there are both; else ingress. */
function typesOf(spec: Fields, reader: SpecReader): ReadonlySet<Direction> {
  const types = reader.texts(spec, 'types', 'the spec') ?? [];
  if (types.length > 0) {
    return new Set(
      types.flatMap((type): readonly Direction[] => {
        if (type === 'Ingress') return ['ingress'];
        if (type === 'Egress') return ['egress'];
        reader.say(`The type ${type} of the policy is not known.`);
        return [];
      }),
    );
  }
  const has = (key: Direction) => {
    const rules = spec[key];
    return Array.isArray(rules) && rules.length > 0;
  };
  if (!has('egress')) return new Set(['ingress']);
  return new Set(has('ingress') ? ['ingress', 'egress'] : ['egress']);
}

function stagedActionOf(spec: Fields, reader: SpecReader): CalicoPolicy['stagedAction'] {
  const action = reader.text(spec, 'stagedAction', 'the spec') ?? 'Set';
  if (action === 'Set' || action === 'Delete' || action === 'Learn' || action === 'Ignore') return action;
  reader.say(`The stagedAction ${action} is not known.`);
  return 'Ignore';
}
