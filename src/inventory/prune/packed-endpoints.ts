import type { EndpointSliceRecord } from '../records.ts';

type Endpoint = EndpointSliceRecord['endpoints'][number];

const separator = '\n';
const fieldSeparator = '\t';

/**
 * A slice's endpoints as one text, because a large cluster has hundreds of thousands of them and looks at few: as
 * objects they took more memory than everything about the pods. Names and addresses hold no white space.
 */
export function packEndpoints(endpoints: readonly Endpoint[]): string {
  if (endpoints.length === 0) return '';
  // The pods of a slice are replicas: what all their names begin with is kept once.
  const prefix = commonPrefix(endpoints.flatMap(({ pod }) => (pod === undefined ? [] : [pod])));
  const lines = endpoints.map(({ addresses, ready, serving, terminating, pod, node }) => {
    const flags = (ready ? 1 : 0) + (serving ? 2 : 0) + (terminating ? 4 : 0) + (pod === undefined ? 0 : 8);
    return [flags, pod?.slice(prefix.length) ?? '', node ?? '', ...addresses].join(fieldSeparator);
  });
  return [prefix, ...lines].join(separator);
}

function commonPrefix(names: readonly string[]): string {
  const [first = ''] = names;
  let length = first.length;
  for (const name of names) {
    while (length > 0 && !name.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}

/** The endpoints of `packEndpoints`. */
export function unpackEndpoints(packed: string): readonly Endpoint[] {
  if (packed === '') return [];
  const [prefix = '', ...lines] = packed.split(separator);
  return lines.map((line) => {
    const [flags, pod = '', node = '', ...addresses] = line.split(fieldSeparator);
    const bits = Number(flags);
    return {
      addresses,
      ready: (bits & 1) !== 0,
      serving: (bits & 2) !== 0,
      terminating: (bits & 4) !== 0,
      pod: (bits & 8) === 0 ? undefined : prefix + pod,
      node: node || undefined,
    };
  });
}
