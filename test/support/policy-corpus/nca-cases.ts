import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { type Fields, fieldsOf, isFields, listOf, textOf, textsOf } from '../../../src/inventory/prune/fields.ts';
import { snapshotOfManifests } from '../../../src/policy/manifests/snapshot.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';

/** One question that a scheme of network-config-analyzer asks. */
export interface NcaQuery {
  readonly name: string;
  readonly type: string;
  readonly configs: readonly string[];
  readonly expected?: number;
  /** Path within the case's folder. */
  readonly expectedOutput?: string;
  readonly outputConfiguration?: { readonly outputFormat?: string; readonly fullExplanation?: boolean };
}

export interface NcaCase {
  readonly name: string;
  readonly folder: string;
  readonly features: readonly string[];
  readonly queries: readonly NcaQuery[];
  /** The cluster of a config, with its policies, or only the one that the reference names: 'config/namespace/policy'. */
  snapshotOf(reference: string): PolicySnapshot;
  /** Whether a config holds Kubernetes Ingresses, which the tool takes part in what may reach what. */
  hasIngress(reference: string): boolean;
}

/** Every case of a suite of network-config-analyzer, in the order of their names. */
export function ncaCases(suite: string): readonly NcaCase[] {
  return readdirSync(suite)
    .sort()
    .filter((name) => existsSync(join(suite, name, 'case.json')))
    .map((name) => ncaCase(name, join(suite, name)));
}

function ncaCase(name: string, folder: string): NcaCase {
  const read = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as {
    scheme: string;
    features: string[];
    queries: NcaQuery[];
  };
  const schemeFile = join(folder, read.scheme);
  const scheme: unknown = parse(readFileSync(schemeFile, 'utf8'));
  const objectsOf = (reference: string) =>
    objectsOfConfig(isFields(scheme) ? scheme : {}, dirname(schemeFile), reference);
  return {
    name,
    folder,
    features: read.features,
    queries: read.queries,
    snapshotOf: (reference) => snapshotOfObjects(objectsOf(reference)),
    hasIngress: (reference) => objectsOf(reference).some((object) => textOf(object, 'kind') === 'Ingress'),
  };
}

function objectsOfConfig(scheme: Fields, folder: string, reference: string): readonly Fields[] {
  const [configName = '', ...policy] = reference.split('/');
  const config = listOf(scheme, 'networkConfigList').find((one) => textOf(one, 'name') === configName) ?? {};
  const topology = ['namespaceList', 'podList', 'resourceList'].flatMap((key) =>
    paths(key in config ? config : scheme, key),
  );
  const policies = paths(config, 'networkPolicyList').flatMap((path) => objectsIn(join(folder, path)));
  const wanted = policies.filter((object) => policy.length === 0 || isNamed(object, policy));
  return [...topology.flatMap((path) => objectsIn(join(folder, path))), ...wanted];
}

function snapshotOfObjects(objects: readonly Fields[]): PolicySnapshot {
  const text = JSON.stringify({ kind: 'List', apiVersion: 'v1', items: objects.map(asKubernetes) });
  return snapshotOfManifests([{ file: 'scheme', text }]).snapshot;
}

function paths(from: Fields, key: string): readonly string[] {
  const single = textOf(from, key);
  return single === '' ? textsOf(from, key) : [single];
}

/** The objects of a file or of all files under a folder, 'folder/**'; lists, and lists of lists, taken apart. */
function objectsIn(path: string): readonly Fields[] {
  const place = path.replace(/\/\*+$/, '');
  if (!existsSync(place)) return [];
  const files = statSync(place).isDirectory()
    ? readdirSync(place, { recursive: true, encoding: 'utf8' }).map((file) => join(place, file))
    : [place];
  return files
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .sort()
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')))
    .flatMap((document) => takenApart(document.toJS()));
}

/** Items of a typed list say neither kind nor version: the list does. */
function takenApart(value: unknown, list: Fields = {}): readonly Fields[] {
  if (Array.isArray(value)) return value.flatMap((one) => takenApart(one));
  if (!isFields(value)) return [];
  const items = value['items'];
  if (Array.isArray(items)) return items.flatMap((item) => takenApart(item, value));
  const kind = textOf(value, 'kind') || textOf(list, 'kind').replace(/List$/, '');
  return [{ ...value, kind, apiVersion: textOf(value, 'apiVersion') || textOf(list, 'apiVersion') }];
}

function isNamed(object: Fields, [first = '', second]: readonly string[]): boolean {
  const metadata = fieldsOf(object, 'metadata');
  // Profiles go with whatever policy is asked for.
  if (textOf(object, 'kind') === 'Profile') return true;
  if (second === undefined) return textOf(metadata, 'name') === first;
  return textOf(metadata, 'name') === second && (textOf(metadata, 'namespace') || 'default') === first;
}

/** A WorkloadEndpoint of Calico's as the pod that it is the endpoint of. */
function asKubernetes(object: Fields): Fields {
  if (textOf(object, 'kind') !== 'WorkloadEndpoint') return object;
  const metadata = fieldsOf(object, 'metadata');
  const spec = fieldsOf(object, 'spec');
  const labels = fieldsOf(metadata, 'labels');
  const own = Object.entries(labels).filter(([key]) => !key.startsWith('projectcalico.org/'));
  const addresses = textsOf(spec, 'ipNetworks').map((network) => network.split('/')[0] ?? '');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: textOf(spec, 'pod'), namespace: textOf(metadata, 'namespace'), labels: Object.fromEntries(own) },
    spec: {
      nodeName: textOf(spec, 'node'),
      serviceAccountName: textOf(labels, 'projectcalico.org/serviceaccount') || 'default',
      containers: [
        {
          name: 'main',
          ports: listOf(spec, 'ports').map((port) => ({
            name: port['name'],
            containerPort: port['port'],
            protocol: port['protocol'],
          })),
        },
      ],
    },
    status: { phase: 'Running', podIP: addresses[0], podIPs: addresses.map((ip) => ({ ip })) },
  };
}
