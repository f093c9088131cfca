import { type Fields, fieldsOf, isFields, textOf } from '../../inventory/prune/fields.ts';
import type { ManifestDocument } from './documents.ts';
import { mayDecide } from './kinds.ts';

/** One Kubernetes object of a manifest. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: Fields;
  readonly file: string;
  readonly lineOf: (path: readonly (string | number)[]) => number | undefined;
}

/** Takes what is no object, in a sentence, and whether it may have been meant for one that decides verdicts. */
type Odd = (sentence: string, decides: boolean) => void;

/**
 * The objects of a document: itself, or the items of a List. Items of an API server's own lists (NetworkPolicyList) say
 * neither what they are nor their version: the list does. What is no object is told by `odd`, with its line.
 */
export function objectsOf(document: ManifestDocument, odd: Odd): readonly ManifestObject[] {
  return collect(document, document.value, [], { apiVersion: '', kind: '' }, odd);
}

interface Assumed {
  readonly apiVersion: string;
  readonly kind: string;
}

function collect(
  document: ManifestDocument,
  value: unknown,
  path: readonly (string | number)[],
  assumed: Assumed,
  odd: Odd,
): readonly ManifestObject[] {
  const { file, lineOf } = document;
  const where = () => `${file}:${lineOf(path) ?? 1}`;
  if (!isFields(value)) {
    odd(`${where()} holds no Kubernetes object.`, mayDecide(value));
    return [];
  }
  const kind = textOf(value, 'kind') || assumed.kind;
  const apiVersion = textOf(value, 'apiVersion') || assumed.apiVersion;
  const items = value['items'];
  if (Array.isArray(items) && (kind.endsWith('List') || kind === '')) {
    const of: Assumed = { kind: kind.slice(0, -'List'.length), apiVersion: kind === 'List' ? '' : apiVersion };
    return items.flatMap((item: unknown, index) => collect(document, item, [...path, 'items', index], of, odd));
  }
  const metadata = fieldsOf(value, 'metadata');
  const name = textOf(metadata, 'name');
  if (kind === '' || name === '') {
    odd(
      `${where()} is no Kubernetes object: it has no ${kind === '' ? 'kind' : 'name'}.`,
      mayDecide(kind === '' ? value : { ...value, kind }),
    );
    return [];
  }
  const namespace: unknown = metadata['namespace'] ?? undefined;
  if (namespace !== undefined && typeof namespace !== 'string') {
    odd(`${where()} is no Kubernetes object: its namespace is no text.`, mayDecide({ ...value, kind }));
    return [];
  }
  return [
    {
      apiVersion,
      kind,
      namespace: textOf(metadata, 'namespace'),
      name,
      object: value,
      file,
      lineOf: (inner) => lineOf([...path, ...inner]),
    },
  ];
}
