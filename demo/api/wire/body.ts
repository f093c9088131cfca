import type { IncomingMessage } from 'node:http';
import type { KubernetesObject } from '../../world/types.ts';
import { parse as parseYaml } from 'yaml';
import { isRecord } from './is-record.ts';
import { parseProtobuf } from './protobuf-object.ts';
import { badRequest, StatusError } from './status.ts';

/** As the API server's own limit for a request body. */
const maximumBytes = 3 * 1024 * 1024;

/** The whole body of a request. Throws 413 when it is larger than the API server takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maximumBytes) {
      throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maximumBytes}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The media type without its parameters; JSON where none is said. */
export const mediaType = (header: string | undefined): string =>
  (header ?? 'application/json').split(';')[0]?.trim() ?? '';

/** A JSON or YAML body, or a small protobuf one. Throws 400 or 415 as the API server does; undefined for an empty one. */
export function parseBody(body: Buffer, type: string): unknown {
  if (body.length === 0) return undefined;
  try {
    if (type.endsWith('json')) return JSON.parse(body.toString('utf8'));
    if (type.endsWith('yaml')) return parseYaml(body.toString('utf8'));
    const object = type === 'application/vnd.kubernetes.protobuf' ? parseProtobuf(body) : undefined;
    if (object !== undefined) return object;
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type ${type}): ${String(error)}`);
  }
  const known = 'application/json, application/yaml';
  throw new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${known}`,
  );
}

/** A body that must be a Kubernetes object. */
export function asObject(value: unknown): KubernetesObject {
  if (!isRecord(value) || typeof value['kind'] !== 'string' || typeof value['apiVersion'] !== 'string') {
    throw badRequest("Object 'Kind' is missing in the request's body");
  }
  const metadata = isRecord(value['metadata']) ? value['metadata'] : {};
  return { ...value, apiVersion: value['apiVersion'], kind: value['kind'], metadata: { name: '', ...metadata } };
}
