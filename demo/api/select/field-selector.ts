import type { KubernetesObject } from '../../world/types.ts';
import type { Resource } from '../resources/resource.ts';
import { badRequest } from '../wire/status.ts';

export type ObjectTest = (object: KubernetesObject) => boolean;

/**
 * Compiles query parameter fieldSelector: `field=value`, `field==value`, `field!=value`, joined by commas that mean
 * AND. Throws 400 for a field that the resource cannot be selected by.
 */
export function parseFieldSelector(text: string | null, resource: Resource): ObjectTest {
  if (text === null || text.trim() === '') return () => true;
  const tests = text.split(',').map((part): ObjectTest => {
    const match = /^\s*([\w.]+?)\s*(==|=|!=)\s*(.*?)\s*$/.exec(part);
    if (match === null) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
    const [, field = '', operator, wanted = ''] = match;
    const read = fieldReader(field, resource);
    return (object) => (read(object) === wanted) === (operator !== '!=');
  });
  return (object) => tests.every((test) => test(object));
}

function fieldReader(field: string, resource: Resource): (object: KubernetesObject) => string {
  if (field === 'metadata.name') return ({ metadata }) => metadata.name;
  if (field === 'metadata.namespace') return ({ metadata }) => metadata.namespace ?? '';
  const read = Object.hasOwn(resource.fieldLabels, field) ? resource.fieldLabels[field] : undefined;
  if (read === undefined) throw badRequest(`field label not supported: ${field}`);
  return read;
}
