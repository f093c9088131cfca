import { asList } from '../../world/fields.ts';
import { isRecord } from '../wire/is-record.ts';
import type { FieldPath } from './field-set.ts';
import { isAtomicMap, isSet, keyOf, listKeys } from './structure.ts';

/** What is applied laid over what is there; what it does not name stays. */
export function mergeApplied(kind: string, field: string, live: unknown, applied: unknown): unknown {
  if (isRecord(applied) && isRecord(live) && !isAtomicMap(field)) {
    const result: Record<string, unknown> = { ...live };
    for (const [key, value] of Object.entries(applied)) result[key] = mergeApplied(kind, key, live[key], value);
    return result;
  }
  if (!Array.isArray(applied) || !Array.isArray(live)) return applied;
  if (isSet(field)) return [...new Set([...live, ...applied])];
  const keys = listKeys(kind, field);
  if (keys === undefined) return applied;
  const result: unknown[] = [...live];
  for (const element of applied) {
    const index = result.findIndex((present) => keyOf(present, keys) === keyOf(element, keys));
    if (index < 0) result.push(element);
    else result[index] = mergeApplied(kind, '', result[index], element);
  }
  return result;
}

/** The document without the field at `path`; maps and lists that it leaves empty go with it. */
export function withoutField(kind: string, document: unknown, path: FieldPath, field = ''): unknown {
  const [step = '', ...rest] = path;
  if (step.startsWith('f:')) {
    const key = step.slice(2);
    if (!isRecord(document) || !Object.hasOwn(document, key)) return document;
    const { [key]: inner, ...others } = document;
    const left = rest.length === 0 ? undefined : withoutField(kind, inner, rest, key);
    const empty = left === undefined || (typeof left === 'object' && left !== null && Object.keys(left).length === 0);
    return empty ? others : { ...others, [key]: left };
  }
  if (!Array.isArray(document)) return document;
  if (step.startsWith('v:')) return asList(document).filter((element) => `v:${JSON.stringify(element)}` !== step);
  const keys = listKeys(kind, field) ?? [];
  return document.flatMap((element) => {
    if (keyOf(element, keys) !== step) return [element];
    return rest.length === 0 ? [] : [withoutField(kind, element, rest)];
  });
}
