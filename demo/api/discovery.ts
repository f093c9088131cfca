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

/** Groups with a name and their version; the demo serves one version of each. */
const namedGroups = (resources: readonly Resource[]): ReadonlyMap<string, string> =>
  new Map(resources.filter(({ group }) => group !== '').map(({ group, version: served }) => [group, served]));

function apiGroup([name, served]: readonly [string, string]) {
  const groupVersion = { groupVersion: `${name}/${served}`, version: served };
  return { name, versions: [groupVersion], preferredVersion: groupVersion };
}

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
function resourceList(resources: readonly Resource[], group: string): unknown {
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
function aggregated(
  resources: readonly Resource[],
  discoveryVersion: string,
  wanted: ReadonlyMap<string, string>,
): unknown {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${discoveryVersion}`,
    metadata: {},
    items: [...wanted].map(([group, served]) => ({
      metadata: { name: group === '' ? null : group, creationTimestamp: null },
      versions: [
        {
          version: served,
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
export function discover(
  pathname: string,
  form: DiscoveryForm,
  host: string,
  resources: readonly Resource[],
): DiscoveryAnswer | undefined {
  const named = namedGroups(resources);
  const plain = (body: unknown): DiscoveryAnswer | undefined =>
    body === undefined ? undefined : { contentType: 'application/json', body };
  const path = pathname.replace(/\/$/, '');
  if (path === '/version') return plain(version);
  if ((path === '/api' || path === '/apis') && form !== undefined) {
    return {
      contentType: `application/json;g=apidiscovery.k8s.io;v=${form.version};as=APIGroupDiscoveryList`,
      body: aggregated(resources, form.version, path === '/api' ? new Map([['', 'v1']]) : named),
    };
  }
  if (path === '/api') {
    const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: host }];
    return plain({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs });
  }
  if (path === '/apis') return plain({ kind: 'APIGroupList', apiVersion: 'v1', groups: [...named].map(apiGroup) });
  if (path === '/api/v1') return plain(resourceList(resources, ''));
  const [, group = '', asked] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const served = named.get(group);
  if (served === undefined || (asked !== undefined && asked !== served)) return undefined;
  return asked === undefined
    ? plain({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup([group, served]) })
    : plain(resourceList(resources, group));
}
