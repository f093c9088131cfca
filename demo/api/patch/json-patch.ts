import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../wire/is-record.ts';
import { badRequest, StatusError } from '../wire/status.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

function asOperation(value: unknown): Operation {
  if (!isRecord(value) || typeof value['op'] !== 'string' || typeof value['path'] !== 'string') {
    throw badRequest('json: every operation of a JSON patch needs op and path');
  }
  const { op, path, from } = value;
  return {
    op,
    path,
    ...(typeof from === 'string' ? { from } : {}),
    ...('value' in value ? { value: value['value'] } : {}),
  };
}

const rejected = (): StatusError =>
  new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request');

/** RFC 6901: '~1' is '/', '~0' is '~'. */
function tokensOf(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw rejected();
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function indexOf(list: readonly unknown[], token: string, end: number): number {
  if (token === '-') return list.length;
  const index = /^(0|[1-9]\d*)$/.test(token) ? Number(token) : Number.NaN;
  if (Number.isNaN(index) || index > end) throw rejected();
  return index;
}

function child(holder: unknown, token: string): unknown {
  if (Array.isArray(holder)) return holder[indexOf(holder, token, holder.length - 1)];
  if (isRecord(holder) && Object.hasOwn(holder, token)) return holder[token];
  throw rejected();
}

const read = (document: unknown, pointer: string): unknown => tokensOf(pointer).reduce(child, document);

/** The list or object that holds the last token, and that token. */
function locate(document: unknown, pointer: string): { holder: unknown; token: string } {
  const tokens = tokensOf(pointer);
  const token = tokens.pop();
  if (token === undefined) throw rejected();
  return { holder: tokens.reduce(child, document), token };
}

function add(document: unknown, pointer: string, value: unknown): unknown {
  if (pointer === '') return value;
  const { holder, token } = locate(document, pointer);
  if (Array.isArray(holder)) holder.splice(indexOf(holder, token, holder.length), 0, value);
  else if (isRecord(holder)) holder[token] = value;
  else throw rejected();
  return document;
}

function remove(document: unknown, pointer: string): unknown {
  const { holder, token } = locate(document, pointer);
  child(holder, token);
  if (Array.isArray(holder)) holder.splice(indexOf(holder, token, holder.length - 1), 1);
  else if (isRecord(holder)) delete holder[token];
  return document;
}

function apply(document: unknown, { op, path, from, value }: Operation): unknown {
  switch (op) {
    case 'add':
      return add(document, path, structuredClone(value));
    case 'remove':
      return remove(document, path);
    case 'replace':
      if (path === '') return structuredClone(value);
      return add(remove(document, path), path, structuredClone(value));
    case 'copy':
      return add(document, path, structuredClone(read(document, from ?? '')));
    case 'move': {
      const moved = read(document, from ?? '');
      return add(remove(document, from ?? ''), path, moved);
    }
    case 'test':
      if (!isDeepStrictEqual(read(document, path), value)) throw rejected();
      return document;
    default:
      throw badRequest(`Unexpected kind: ${op}`);
  }
}

/** Applies a JSON Patch (RFC 6902) to a copy of `document`. Throws 422 when an operation does not fit it. */
export function jsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('json: a JSON patch is a list of operations');
  return patch.map(asOperation).reduce(apply, structuredClone(document));
}
