import type { PolicyObjectRecord } from '../../inventory/records.ts';
import type { PolicyObject } from '../model/snapshot.ts';

/** A record of the inventory as the engine reads policies and what they refer to. */
export function policyObjectOf({
  apiVersion,
  objectKind,
  namespace,
  name,
  labels,
  spec,
  specs,
}: PolicyObjectRecord): PolicyObject {
  return { apiVersion, kind: objectKind, namespace, name, labels, spec, ...(specs === undefined ? {} : { specs }) };
}
