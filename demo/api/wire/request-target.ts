import { findResource } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';

/** What a resource path names. */
export interface ResourceTarget {
  readonly resource: Resource;
  /** Undefined for cluster-wide resources and for lists over all namespaces. */
  readonly namespace: string | undefined;
  /** Undefined for collections. */
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/**
 * Reads '/api/v1/namespaces/shop/pods/web-1/log' or '/apis/GROUP/VERSION/…' as the API server's RequestInfo does.
 * Undefined for anything that is not a path of a known resource.
 */
export function parseTarget(pathname: string, served: readonly Resource[]): ResourceTarget | undefined {
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeSegment);
  const [root, ...afterRoot] = parts;
  if (root !== 'api' && root !== 'apis') return undefined;
  const [group = '', version = '', ...rest] = root === 'api' ? ['', ...afterRoot] : afterRoot;
  const inNamespace =
    rest[0] === 'namespaces' &&
    rest.length >= 3 &&
    findResource(group, version, rest[2] ?? '', served)?.namespaced === true;
  const namespace = inNamespace ? rest[1] : undefined;
  const [plural = '', name, subresource, ...tooMuch] = inNamespace ? rest.slice(2) : rest;
  const resource = findResource(group, version, plural, served);
  if (resource === undefined || tooMuch.length > 0) return undefined;
  if (resource.namespaced && namespace === undefined && name !== undefined) return undefined;
  return { resource, namespace, name, subresource };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
