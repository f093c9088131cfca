import { asList, asRecord, asText } from '../../world/fields.ts';
import { isEndpointSlice } from '../../world/guards.ts';
import { narrow } from './narrow.ts';
import type { EndpointSlice } from '../../world/shapes.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { ageColumn } from './age.ts';
import { type Column, column, nameColumn } from './column.ts';
import { list, selector } from './format.ts';

/** kubectl shows three and counts the rest. */
function firstThree(texts: readonly string[]): string {
  const rest = texts.length - 3;
  return rest > 0 ? `${texts.slice(0, 3).join(',')} + ${rest} more...` : list(texts);
}

const slice = (object: KubernetesObject): EndpointSlice => narrow(object, isEndpointSlice);

export const endpointSliceColumns: readonly Column[] = [
  nameColumn,
  column('AddressType', (object) => slice(object).addressType),
  column('Ports', (object) => {
    const ports = slice(object).ports.map(({ port }) => String(port));
    return ports.length === 0 ? '<unset>' : firstThree(ports);
  }),
  column('Endpoints', (object) => {
    const addresses = slice(object).endpoints.flatMap((endpoint) => endpoint.addresses);
    return addresses.length === 0 ? '<unset>' : firstThree(addresses);
  }),
  ageColumn,
];

export const networkPolicyColumns: readonly Column[] = [
  nameColumn,
  column('Pod-Selector', (object) => selector(asRecord(asRecord(object['spec'])['podSelector']))),
  ageColumn,
];

export const endpointsColumns: readonly Column[] = [
  nameColumn,
  column('Endpoints', (object) => {
    const pairs = asList(object['subsets'])
      .map(asRecord)
      .flatMap((subset) => {
        const ports = asList(subset['ports']).map((port) => asRecord(port)['port']);
        const addresses = asList(subset['addresses']).map((address) => asText(asRecord(address)['ip']) ?? '');
        return addresses.flatMap((address) => ports.map((port) => `${address}:${String(port)}`));
      });
    return firstThree(pairs);
  }),
  ageColumn,
];
