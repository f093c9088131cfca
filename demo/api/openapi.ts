import { resources } from './resources/registry.ts';
import { apiVersionOf } from './resources/resource.ts';

const groupPath = (group: string): string => (group === '' ? 'api/v1' : `apis/${group}/v1`);

/** One parameter is what kubectl looks for before it sends a manifest: whether the server checks unknown fields. */
const fieldValidation = { name: 'fieldValidation', in: 'query', schema: { type: 'string', uniqueItems: true } };

/**
 * Answers /openapi/v3 and the documents below it: no schemas, but enough for kubectl to create and apply manifests.
 * Undefined for other paths.
 */
export function openApi(pathname: string): unknown {
  const groups = [...new Set(resources.map(({ group }) => group))];
  if (pathname === '/openapi/v3') {
    const entries = groups.map((group) => [groupPath(group), { serverRelativeURL: `/openapi/v3/${groupPath(group)}` }]);
    return { paths: Object.fromEntries(entries) };
  }
  const group = groups.find((candidate) => pathname === `/openapi/v3/${groupPath(candidate)}`);
  if (group === undefined) return undefined;
  const paths = resources
    .filter((resource) => resource.group === group)
    .map((resource) => {
      const { version, plural, kind, namespaced } = resource;
      const path = `/${groupPath(group)}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}/{name}`;
      const operation = {
        description: `partially update the specified ${kind} of ${apiVersionOf(resource)}`,
        parameters: [fieldValidation],
        responses: { '200': { description: 'OK' } },
        'x-kubernetes-action': 'patch',
        'x-kubernetes-group-version-kind': { group, version, kind },
      };
      return [path, { patch: operation }];
    });
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.34.2' }, paths: Object.fromEntries(paths) };
}
