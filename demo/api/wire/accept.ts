import { StatusError } from './status.ts';

/** In which form the client wants its answer. */
export type Form = 'object' | 'table' | 'metadata';

/** Discovery in one document (apidiscovery.k8s.io) or in the old one-by-one form. */
export type DiscoveryForm = { readonly version: 'v2' | 'v2beta1' } | undefined;

interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

function parse(accept: string | undefined): MediaType[] {
  return (accept ?? '*/*').split(',').map((entry) => {
    const [type = '', ...parameters] = entry.trim().split(';');
    const pairs = parameters.map((parameter): [string, string] => {
      const [key = '', value = ''] = parameter.trim().split('=');
      return [key, value];
    });
    return { type: type.trim(), parameters: new Map(pairs) };
  });
}

const isJson = (type: string): boolean => type === 'application/json' || type === '*/*' || type === 'application/*';

/** The first form of the Accept header that is spoken here; only JSON is. Throws 406 when none is. */
export function negotiateForm(accept: string | undefined): Form {
  for (const { type, parameters } of parse(accept)) {
    if (!isJson(type)) continue;
    const as = parameters.get('as');
    if (as === undefined) return 'object';
    if (parameters.get('g') !== 'meta.k8s.io' || parameters.get('v') !== 'v1') continue;
    if (as === 'Table') return 'table';
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'metadata';
  }
  const offers = 'application/json, application/json;stream=watch';
  throw new StatusError(406, 'NotAcceptable', `only the following media types are accepted: ${offers}`);
}

export function negotiateDiscovery(accept: string | undefined): DiscoveryForm {
  for (const { type, parameters } of parse(accept)) {
    if (!isJson(type)) continue;
    if (parameters.get('as') === undefined) return undefined;
    if (parameters.get('g') !== 'apidiscovery.k8s.io') continue;
    const version = parameters.get('v');
    if (version === 'v2' || version === 'v2beta1') return { version };
  }
  return undefined;
}
