import { type Fields, fieldsOf, isFields } from '../../inventory/prune/fields.ts';
import { dialectOf } from '../dialect.ts';
import type { ManifestObject } from './objects.ts';
import { isTemplateKind, podOfTemplate } from './templates.ts';

const labelled: ReadonlySet<string> = new Set(['Pod', 'Namespace', 'Node', 'Service', 'ServiceAccount']);

/**
 * Labels, and selectors of services, that the API server refuses because they are no texts ('version: 1' without quotation marks), as
 * sentences: what such an object would be is not known.
 */
export function oddLabels(one: ManifestObject): readonly string[] {
  const { kind, name, namespace, object, file, lineOf } = one;
  const places: readonly (readonly [string, Fields])[] = [
    ...(labelled.has(kind) || dialectOf(one) !== undefined ? ([['label', fieldsOf(object, 'metadata')]] as const) : []),
    ...(isTemplateKind(kind) ? ([['label', fieldsOf(podOfTemplate(one), 'metadata')]] as const) : []),
    ...(kind === 'Service' ? ([['selector', fieldsOf(object, 'spec')]] as const) : []),
  ];
  return places.flatMap(([what, at]) => {
    const wrong = nonTexts(at[what === 'label' ? 'labels' : 'selector']);
    if (wrong.length === 0) return [];
    const named = namespace === '' ? name : `${namespace}/${name}`;
    const where = `${file}:${lineOf(['metadata', 'name']) ?? '?'}`;
    return [
      `${kind} ${named} (${where}) has a ${what} that is no text (${wrong.join(', ')}), which the API server refuses: write it in quotation marks.`,
    ];
  });
}

function nonTexts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!isFields(value)) return ['all of them'];
  return Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [] : [key]));
}
