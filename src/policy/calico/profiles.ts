import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import type { Condition } from '../model/condition.ts';
import type { CompiledPolicy, Tier } from '../model/policy.ts';
import type { PolicyObject } from '../model/snapshot.ts';
import { SpecReader } from '../spec-reader.ts';
import type { RuleContext } from './entity.ts';
import { isCalico } from './kinds.ts';
import type { PolicyContext } from './policy.ts';
import { compileRule } from './rule.ts';

/**
 * What is asked where no tier decided. Each pod has the profile of its namespace (kns.NAMESPACE), which allows everything
 * unless an object says otherwise, and that of its service account (ksa.NAMESPACE.NAME). With profiles whose rules differ
 * from that, they are a last tier, and what none of their rules matches is denied.
 */
export function profileTier(objects: readonly PolicyObject[], shared: PolicyContext): Tier | undefined {
  const profiles = objects.filter((object) => isCalico(object) && object.kind === 'Profile');
  const governing = profiles.filter(
    ({ name, spec }) => name.startsWith('kns.') && !(isFields(spec) && allowsAll(spec)),
  );
  if (governing.length === 0) return undefined;
  const namespaces = new Set(governing.map(({ name }) => namespaceOf(name)));
  const policies = profiles
    .filter(({ name }) => /^(kns|ksa)\./.test(name) && namespaces.has(namespaceOf(name)))
    .map((object) => compileProfile(object, shared))
    .toSorted((first, second) => first.order - second.order);
  return { name: 'profiles', decides: 'first-match', unmatched: 'deny', tiesUndefined: false, policies };
}

/** kns.NAMESPACE, or ksa.NAMESPACE.SERVICEACCOUNT. Namespaces have no dot in their names. */
function namespaceOf(name: string): string {
  return name.split('.')[1] ?? '';
}

function allowsAll(spec: Fields): boolean {
  return ['ingress', 'egress'].every((key) => {
    const rules = spec[key];
    const [rule] = Array.isArray(rules) ? (rules as readonly unknown[]) : [];
    if (!isFields(rule) || rule['action'] !== 'Allow') return false;
    return Object.entries(rule).every(
      ([key, value]) => key === 'action' || (isFields(value) && Object.keys(value).length === 0),
    );
  });
}

function compileProfile({ name, spec, kind, lineOf }: PolicyObject, shared: PolicyContext): CompiledPolicy {
  const reader = new SpecReader();
  const fields = isFields(spec) ? spec : {};
  reader.only(fields, new Set(['ingress', 'egress', 'labelsToApply']), 'the spec');
  const context: RuleContext = { ...shared, reader, namespace: '' };
  const of = name.startsWith('ksa.') ? 'service account' : 'namespace';
  const account = name.split('.').slice(2).join('.');
  const subject: readonly Condition[] = [
    { is: 'kind', kinds: ['pod'] },
    { is: 'namespace', names: [namespaceOf(name)] },
    ...(of === 'namespace' ? [] : [{ is: 'service-account', names: [account] } as const]),
  ];
  const direction = (one: 'ingress' | 'egress') => ({
    rules: (reader.mappings(fields, one, 'the spec') ?? []).map((rule, index) =>
      compileRule(rule, index, one, context),
    ),
    isolates: true,
  });
  return {
    reference: { kind, namespace: '', name },
    dialect: 'calico',
    subject: { is: 'every', of: subject },
    ingress: direction('ingress'),
    egress: direction('egress'),
    tier: 'profiles',
    order: of === 'namespace' ? 0 : 1,
    staged: false,
    notUnderstood: reader.problems,
    ...(lineOf === undefined ? {} : { lineOf }),
  };
}
