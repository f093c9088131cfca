import { apiVersionOf, type Resource } from './resources/resource.ts';

const groupPath = ({ group, version }: Resource): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`;

/** One parameter is what kubectl looks for before it sends a manifest: whether the server checks unknown fields. */
const fieldValidation = { name: 'fieldValidation', in: 'query', schema: { type: 'string', uniqueItems: true } };

/**
 * Answers /openapi/v3 and the documents below it: no schemas, but enough for kubectl to create and apply manifests.
 * Undefined for other paths.
 */
export function openApi(pathname: string, resources: readonly Resource[]): unknown {
  const paths = [...new Set(resources.map(groupPath))];
  if (pathname === '/openapi/v3') {
    const entries = paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }]);
    return { paths: Object.fromEntries(entries) };
  }
  const wanted = paths.find((path) => pathname === `/openapi/v3/${path}`);
  if (wanted === undefined) return undefined;
  const operations = resources
    .filter((resource) => groupPath(resource) === wanted)
    .map((resource) => {
      const { group, version, plural, kind, namespaced } = resource;
      const path = `/${wanted}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}/{name}`;
      const operation = {
        description: `partially update the specified ${kind} of ${apiVersionOf(resource)}`,
        parameters: [fieldValidation],
        responses: { '200': { description: 'OK' } },
        'x-kubernetes-action': 'patch',
        'x-kubernetes-group-version-kind': { group, version, kind },
      };
      return [path, { patch: operation }];
    });
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.34.2' }, paths: Object.fromEntries(operations) };
}
