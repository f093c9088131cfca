import type { EndpointSliceRecord } from '../records.ts';

type Endpoint = EndpointSliceRecord['endpoints'][number];

const separator = '\n';
const fieldSeparator = '\t';

/**
 * A slice's endpoints as one text, because a large cluster has hundreds of thousands of them and looks at few: as
 * objects they took more memory than everything about the pods. Names and addresses hold no white space.
 */
export function packEndpoints(endpoints: readonly Endpoint[]): string {
  return endpoints
    .map(({ addresses, ready, serving, terminating, pod, node }) => {
      const flags = (ready ? 1 : 0) + (serving ? 2 : 0) + (terminating ? 4 : 0);
      return [flags, pod ?? '', node ?? '', ...addresses].join(fieldSeparator);
    })
    .join(separator);
}

/** The endpoints of `packEndpoints`. */
export function unpackEndpoints(packed: string): readonly Endpoint[] {
  if (packed === '') return [];
  return packed.split(separator).map((line) => {
    const [flags, pod, node, ...addresses] = line.split(fieldSeparator);
    const bits = Number(flags);
    return {
      addresses,
      ready: (bits & 1) !== 0,
      serving: (bits & 2) !== 0,
      terminating: (bits & 4) !== 0,
      pod: pod || undefined,
      node: node || undefined,
    };
  });
}
