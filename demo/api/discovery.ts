import { resources } from './resources/registry.ts';
import { apiVersionOf, type Resource, type Subresource } from './resources/resource.ts';
import type { DiscoveryForm } from './wire/accept.ts';

/** What GET /version answers. */
const version = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  gitVersion: 'v1.34.2',
  gitCommit: '8cc511e399b929453cd98ae65b419c3cc227ec79',
  gitTreeState: 'clean',
  buildDate: '2025-11-11T19:08:41Z',
  goVersion: 'go1.24.9',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const groups = [...new Set(resources.map(({ group }) => group))];
const namedGroups = groups.filter((group) => group !== '');

const groupVersion = (group: string) => ({ groupVersion: `${group}/v1`, version: 'v1' });

const apiGroup = (name: string) => ({ name, versions: [groupVersion(name)], preferredVersion: groupVersion(name) });

function oldEntries(resource: Resource): Record<string, unknown>[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length === 0 ? {} : { shortNames }),
      ...(categories.length === 0 ? {} : { categories }),
    },
    ...resource.subresources.map((sub) => ({
      name: `${plural}/${sub.name}`,
      singularName: '',
      namespaced,
      kind: sub.kind,
      ...sub.of,
      verbs: sub.verbs,
    })),
  ];
}

/** meta/v1 APIResourceList of one group; undefined when the demo serves nothing in it. */
function resourceList(group: string): unknown {
  const own = resources.filter((resource) => resource.group === group);
  const [first] = own;
  if (first === undefined) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(first),
    resources: own.flatMap(oldEntries),
  };
}

const responseKind = ({ group, version }: Pick<Resource, 'group' | 'version'>, kind: string) => ({
  group,
  version,
  kind,
});

const aggregatedSubresource = (resource: Resource) => (sub: Subresource) => ({
  subresource: sub.name,
  responseKind: responseKind(sub.of ?? resource, sub.kind),
  verbs: sub.verbs,
});

function aggregatedEntry(resource: Resource): Record<string, unknown> {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories, subresources } = resource;
  return {
    resource: plural,
    responseKind: responseKind(resource, kind),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0 ? {} : { subresources: subresources.map(aggregatedSubresource(resource)) }),
  };
}

/** apidiscovery.k8s.io APIGroupDiscoveryList: all groups of a root in one document. */
function aggregated(discoveryVersion: string, wanted: readonly string[]): unknown {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${discoveryVersion}`,
    metadata: {},
    items: wanted.map((group) => ({
      metadata: { name: group === '' ? null : group, creationTimestamp: null },
      versions: [
        {
          version: 'v1',
          freshness: 'Current',
          resources: resources.filter((resource) => resource.group === group).map(aggregatedEntry),
        },
      ],
    })),
  };
}

export interface DiscoveryAnswer {
  readonly contentType: string;
  readonly body: unknown;
}

/** Answers /version, /api, /apis and the lists below them; undefined for other paths. `host` as clients reach it. */
export function discover(pathname: string, form: DiscoveryForm, host: string): DiscoveryAnswer | undefined {
  const plain = (body: unknown): DiscoveryAnswer | undefined =>
    body === undefined ? undefined : { contentType: 'application/json', body };
  const path = pathname.replace(/\/$/, '');
  if (path === '/version') return plain(version);
  if ((path === '/api' || path === '/apis') && form !== undefined) {
    return {
      contentType: `application/json;g=apidiscovery.k8s.io;v=${form.version};as=APIGroupDiscoveryList`,
      body: aggregated(form.version, path === '/api' ? [''] : namedGroups),
    };
  }
  if (path === '/api') {
    const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: host }];
    return plain({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs });
  }
  if (path === '/apis') return plain({ kind: 'APIGroupList', apiVersion: 'v1', groups: namedGroups.map(apiGroup) });
  if (path === '/api/v1') return plain(resourceList(''));
  const match = /^\/apis\/([^/]+)(\/v1)?$/.exec(path);
  const group = match?.[1];
  if (group === undefined || !namedGroups.includes(group)) return undefined;
  return match?.[2] === undefined
    ? plain({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) })
    : plain(resourceList(group));
}
