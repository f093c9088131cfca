import { refersTo } from '../reference.ts';
import { policyWords } from '../evaluate/names.ts';
import type { PolicyReference } from '../model/policy.ts';
import type { PolicyObject, PolicySnapshot } from '../model/snapshot.ts';
import type { RuleReference } from '../model/verdict.ts';

/** A policy, and where it was read: 'NetworkPolicy shop/deny-all (deploy/policies.yaml:12)'. */
export function policyPlace(snapshot: PolicySnapshot, policy: PolicyReference): string {
  const object = objectOf(snapshot, policy);
  const line = object?.lineOf?.(['metadata', 'name']);
  return `${policyWords(policy)}${fileWords(object, line)}`;
}

/** A rule, and where it was read: 'ingress rule 2 (dns) of NetworkPolicy shop/allow (deploy/policies.yaml:19)'. */
export function rulePlace(snapshot: PolicySnapshot, { policy, direction, rule, name, line }: RuleReference): string {
  const object = objectOf(snapshot, policy);
  const named = name === undefined ? '' : ` (${name})`;
  const what =
    rule === 0
      ? `the isolation of ${policyWords(policy)}`
      : `${direction} rule ${rule}${named} of ${policyWords(policy)}`;
  return `${what}${fileWords(object, line)}`;
}

/** The file that a policy was read from; undefined for a cluster's. */
export function fileOf(snapshot: PolicySnapshot, policy: PolicyReference): string | undefined {
  return objectOf(snapshot, policy)?.file;
}

function objectOf({ objects }: PolicySnapshot, policy: PolicyReference): PolicyObject | undefined {
  return objects.find((one) => refersTo(policy, one));
}

function fileWords(object: PolicyObject | undefined, line: number | undefined): string {
  if (object?.file === undefined) return '';
  const file = object.file === '-' ? 'standard input' : object.file;
  return line === undefined ? ` (${file})` : ` (${file}:${line})`;
}
