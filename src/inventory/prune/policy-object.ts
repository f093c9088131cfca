import type { PolicyObjectRecord } from '../records.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { identityOf } from './identity.ts';
import type { Interner } from './intern.ts';

/** An object of a policy API to its record: `spec` and `specs` as they came, for the policy engine to read; undefined for what is no object. */
export function prunePolicyObject(
  object: Fields,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  interner: Interner,
): PolicyObjectRecord | undefined {
  const identity = identityOf(object, interner);
  if (identity === undefined) return undefined;
  return {
    kind: 'policy-object',
    ...identity,
    // Items of a list carry neither of the two.
    apiVersion,
    objectKind: kind,
    spec: fieldsOf(object, 'spec'),
    ...('specs' in object ? { specs: object['specs'] } : {}),
  };
}
