import { type Fields, fieldsOf, isFields, textsOf } from '../../inventory/prune/fields.ts';
import type { Labels } from '../../inventory/records.ts';
import { parseCidr } from '../address/parse.ts';
import type { AddressRange } from '../model/condition.ts';
import type { PolicyObject, PolicySnapshot } from '../model/snapshot.ts';
import { derivedLabels } from './endpoint-condition.ts';
import { isCalico } from './kinds.ts';

/** What selectors match besides pods, by its labels: a network set or a host endpoint, which stand for addresses. */
export interface AddressHolder {
  readonly labels: Labels;
  readonly inNamespace: boolean;
  readonly ranges: readonly AddressRange[];
  /** Why its addresses are not known, as a clause. */
  readonly unread?: string;
}

/** The network sets and host endpoints of a cluster. Addresses that cannot be read are left out, as Calico does. */
export function addressHolders({ objects, namespaces }: PolicySnapshot): readonly AddressHolder[] {
  return objects.filter(isCalico).flatMap((object): readonly AddressHolder[] => {
    const spec = isFields(object.spec) ? object.spec : {};
    switch (object.kind) {
      case 'NetworkSet':
        return [
          {
            labels: { ...object.labels, ...derivedLabels(object.namespace, namespaces.get(object.namespace) ?? {}) },
            inNamespace: true,
            ...rangesOf(object, spec, 'nets'),
          },
        ];
      case 'GlobalNetworkSet':
        return [{ labels: object.labels, inNamespace: false, ...rangesOf(object, spec, 'nets') }];
      case 'HostEndpoint':
        return [{ labels: object.labels, inNamespace: false, ...rangesOf(object, spec, 'expectedIPs') }];
      default:
        return [];
    }
  });
}

/** The labels that objects of Profile kind apply, beyond those that Calico derives from namespaces and service accounts. */
export function appliedLabels(objects: readonly PolicyObject[]): ReadonlySet<string> {
  const keys = objects
    .filter((object) => isCalico(object) && object.kind === 'Profile')
    .flatMap(({ spec }) => Object.keys(isFields(spec) ? fieldsOf(spec, 'labelsToApply') : {}));
  return new Set(keys.filter((key) => !key.startsWith('pcns.') && !key.startsWith('pcsa.')));
}

function rangesOf({ kind, name }: PolicyObject, spec: Fields, key: string): Pick<AddressHolder, 'ranges' | 'unread'> {
  const list = spec[key] ?? undefined;
  const ranges = textsOf(spec, key).flatMap((text) => parseCidr(text) ?? []);
  return list === undefined || Array.isArray(list)
    ? { ranges }
    : { ranges, unread: `the ${key} of ${kind} ${name} are no list, and what they mean is not known` };
}
