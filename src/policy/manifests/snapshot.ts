import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../../inventory/prune/fields.ts';
import { protocolOf } from '../../inventory/prune/identity.ts';
import { createInterner, type Interner } from '../../inventory/prune/intern.ts';
import { pruneNode } from '../../inventory/prune/node.ts';
import { pruneEndpointSlice, pruneService } from '../../inventory/prune/service.ts';
import type { Labels } from '../../inventory/records.ts';
import { serviceParty } from '../live/service-party.ts';
import type { NodeParty } from '../model/party.ts';
import type { PolicyObject, PolicySnapshot, ServiceBackend, ServiceParty } from '../model/snapshot.ts';
import { readDocuments } from './documents.ts';
import { isNamespaced, kindsThatDecide, policyRole, secondaryPolicy } from './kinds.ts';
import { type ManifestObject, objectsOf } from './objects.ts';
import { labelsOf, withUid } from './metadata.ts';
import { oddLabels } from './odd-labels.ts';
import { podsOf } from './pods.ts';
import type { ManifestText } from './read-files.ts';

/** What manifests say, and what an operator should know about how they were read. */
export interface ManifestReading {
  readonly snapshot: PolicySnapshot;
  /** Sentences: what was assumed, passed over or not readable. What decides verdicts is in `snapshot.missing` as well. */
  readonly remarks: readonly string[];
}

/** Every cluster has these, and nobody writes manifests of them. */
const givenNamespaces: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

const namespaceName = 'kubernetes.io/metadata.name';

/**
 * The snapshot that files make. Objects without a namespace lie in `defaultNamespace`; namespaces that no file defines are assumed,
 * with the label that every namespace has; templates of workloads count as a pod each, without address and node. `cni` enforces
 * the policies; without it they are judged as the API defines them, unless they are plainly meant for Cilium. Pure.
 */
export function snapshotOfManifests(
  texts: readonly ManifestText[],
  defaultNamespace = 'default',
  cni?: string,
): ManifestReading {
  const remarks: string[] = [];
  const missing: string[] = [];
  const objects = uniqueObjects(
    texts.flatMap((text) => readText(text, remarks, missing)),
    defaultNamespace,
    remarks,
  );
  for (const sentence of objects.flatMap(oddLabels)) {
    remarks.push(sentence);
    missing.push(sentence);
  }
  const interner = createInterner();
  const namespaces = namespacesOf(objects, interner, remarks);
  const serviceAccounts = new Map(
    objects
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map((account) => [`${account.namespace}/${account.name}`, labelsOf(account.object, interner)]),
  );
  const policies = policiesOf(objects, interner, remarks, missing);
  const enforcer = cni ?? ciliumIfMeant(policies);
  if (enforcer !== cni)
    remarks.push('Policies here are of Cilium or use its labels: all are judged as Cilium enforces them.');
  return {
    snapshot: {
      pods: podsOf(objects, namespaces, serviceAccounts, interner),
      nodes: objects.filter(({ kind }) => kind === 'Node').flatMap((object) => nodeOf(object, interner)),
      namespaces,
      services: servicesOf(objects, interner),
      objects: policies,
      enforcement: { cni: enforcer, dialects: undefined, ciliumMode: 'default', ciliumCidrMatch: new Set() },
      missing,
    },
    remarks,
  };
}

/** Only Cilium gives pods the labels of its own domain, and only it reads its kinds. */
function ciliumIfMeant(policies: readonly PolicyObject[]): string | undefined {
  const meant = policies.some(
    ({ kind, spec }) => kind.startsWith('Cilium') || (JSON.stringify(spec) ?? '').includes('io.cilium.k8s.'),
  );
  return meant ? 'cilium' : undefined;
}

function readText(text: ManifestText, remarks: string[], missing: string[]): readonly ManifestObject[] {
  const { documents, broken } = readDocuments(text);
  for (const { file, line, message, unread } of broken) {
    const [words = message] = message.split('\n');
    const sentence = `${file}:${line} cannot be read as YAML (${words.replace(/[.:]$/, '')}); like kubectl apply, plumbline reads nothing of this file from that document on.`;
    remarks.push(sentence);
    const kinds = kindsThatDecide(unread);
    if (kinds.length > 0)
      missing.push(`${file}:${line} cannot be read, and what is lost may decide: ${kinds.join(', ')}.`);
  }
  return documents.flatMap((document) =>
    objectsOf(document, (sentence, decides) => {
      remarks.push(sentence);
      if (decides) missing.push(sentence);
    }),
  );
}

/** Objects by what they are; of two that are the same one, the later counts, as if both were applied in turn. */
function uniqueObjects(
  objects: readonly ManifestObject[],
  defaultNamespace: string,
  remarks: string[],
): readonly ManifestObject[] {
  const unique = new Map<string, ManifestObject>();
  for (const object of objects) {
    const namespace = isNamespaced(object.kind) ? object.namespace || defaultNamespace : '';
    const [group = ''] = object.apiVersion.split('/');
    const key = `${object.apiVersion.includes('/') ? group : ''} ${object.kind} ${namespace}/${object.name}`;
    const before = unique.get(key);
    if (before !== undefined) {
      const at = [before, object].map(({ file, lineOf }) => `${file}:${lineOf(['metadata', 'name']) ?? '?'}`);
      const named = namespace === '' ? object.name : `${namespace}/${object.name}`;
      remarks.push(`${object.kind} ${named} stands twice (${at.join(' and ')}): the later one counts.`);
      unique.delete(key);
    }
    unique.set(key, { ...object, namespace });
  }
  return [...unique.values()];
}

function namespacesOf(
  objects: readonly ManifestObject[],
  interner: Interner,
  remarks: string[],
): ReadonlyMap<string, Labels> {
  const namespaces = new Map<string, Labels>();
  for (const { kind, name, object } of objects) {
    // The API server sets this label on every namespace, whatever the manifest says.
    if (kind === 'Namespace') namespaces.set(name, { ...labelsOf(object, interner), [namespaceName]: name });
  }
  const assumed = new Set(
    objects.map(({ namespace }) => namespace).filter((one) => one !== '' && !namespaces.has(one)),
  );
  for (const name of assumed) namespaces.set(name, { [namespaceName]: name });
  const told = [...assumed].filter((name) => !givenNamespaces.has(name));
  const [some] = told;
  if (some !== undefined) {
    remarks.push(
      told.length === 1
        ? `No manifest defines namespace ${some}: it is taken to have no label but ${namespaceName}.`
        : `No manifest defines the namespaces ${told.join(', ')}: they are taken to have no label but ${namespaceName}.`,
    );
  }
  return namespaces;
}

function nodeOf({ object }: ManifestObject, interner: Interner): readonly NodeParty[] {
  const node = pruneNode(withUid(object), interner);
  if (node === undefined) return [];
  return [{ kind: 'node', name: node.name, labels: node.labels, addresses: node.internalAddresses }];
}

function servicesOf(objects: readonly ManifestObject[], interner: Interner): readonly ServiceParty[] {
  const backends = new Map<string, ServiceBackend[]>();
  for (const { kind, namespace, object } of objects) {
    if (kind !== 'EndpointSlice') continue;
    const slice = pruneEndpointSlice(withUid(object), interner);
    if (slice === undefined || slice.service === '') continue;
    const list = backends.get(`${namespace}/${slice.service}`) ?? [];
    const { ports } = slice;
    for (const { addresses, ready } of slice.endpoints)
      list.push(...addresses.map((address) => ({ address, ready, ports })));
    backends.set(`${namespace}/${slice.service}`, list);
  }
  for (const { kind, namespace, name, object } of objects) {
    const key = `${namespace}/${name}`;
    // The older form of the same, which the API server keeps in step with slices.
    if (kind === 'Endpoints' && !backends.has(key)) backends.set(key, backendsOfSubsets(object));
  }
  return objects
    .filter(({ kind, apiVersion }) => kind === 'Service' && !apiVersion.includes('/'))
    .flatMap(({ namespace, name, object }) => {
      const service = pruneService(withUid(object), interner);
      if (service === undefined) return [];
      const party = serviceParty({ ...service, namespace }, backends.get(`${namespace}/${name}`));
      const spec = fieldsOf(object, 'spec');
      return [
        {
          ...party,
          // An address that the API server will assign; without any the service would be taken for a headless one.
          clusterAddresses: isAssignedLater(party, spec) ? ['assigned when applied'] : party.clusterAddresses,
          ...(spec['externalTrafficPolicy'] === 'Local' ? { externalTrafficPolicy: 'Local' as const } : {}),
        },
      ];
    });
}

function backendsOfSubsets(endpoints: Fields): ServiceBackend[] {
  return listOf(endpoints, 'subsets').flatMap((subset) => {
    const ports = listOf(subset, 'ports').map((port) => ({
      name: textOf(port, 'name'),
      port: numberOf(port, 'port'),
      protocol: protocolOf(port),
    }));
    const of = (key: string, ready: boolean) =>
      listOf(subset, key).map((entry) => ({ address: textOf(entry, 'ip'), ready, ports }));
    return [...of('addresses', true), ...of('notReadyAddresses', false)];
  });
}

function isAssignedLater({ clusterAddresses, type }: ServiceParty, spec: Fields): boolean {
  return clusterAddresses.length === 0 && type !== 'ExternalName' && spec['clusterIP'] !== 'None';
}

function policiesOf(
  objects: readonly ManifestObject[],
  interner: Interner,
  remarks: string[],
  missing: string[],
): readonly PolicyObject[] {
  return objects.flatMap((one) => {
    const { apiVersion, kind, namespace, name, object, file, lineOf } = one;
    const role = policyRole(kind, apiVersion);
    if (role === 'other-policy') {
      const sentence = `${kind} ${namespace === '' ? name : `${namespace}/${name}`} (${file}:${lineOf(['kind']) ?? '?'}) is of ${apiVersion || 'no API'}, which plumbline does not understand.`;
      remarks.push(sentence);
      missing.push(sentence);
    }
    if (kind === secondaryPolicy) {
      const where = `${file}:${lineOf(['kind']) ?? '?'}`;
      remarks.push(`${kind} ${namespace}/${name} (${where}) governs secondary networks, which are not judged.`);
    }
    if (role !== 'policy') return [];
    return [
      {
        apiVersion: apiVersion === '' || apiVersion.startsWith('extensions/') ? 'networking.k8s.io/v1' : apiVersion,
        kind,
        namespace,
        name,
        labels: labelsOf(object, interner),
        spec: object['spec'],
        ...('specs' in object ? { specs: object['specs'] } : {}),
        file,
        lineOf,
      },
    ];
  });
}
