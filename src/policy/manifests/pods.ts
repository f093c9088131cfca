import { type Fields, fieldsOf, textOf } from '../../inventory/prune/fields.ts';
import type { Interner } from '../../inventory/prune/intern.ts';
import { prunePod } from '../../inventory/prune/pod.ts';
import type { Labels } from '../../inventory/records.ts';
import { podParty } from '../live/pod-party.ts';
import type { PodParty } from '../model/party.ts';
import { withUid } from './metadata.ts';
import type { ManifestObject } from './objects.ts';
import { controllerOf, type Workload, WorkloadTree } from './owners.ts';
import { isTemplateKind, podOfTemplate } from './templates.ts';

/** Pods as policies see them, and one for each workload whose pods were not read. */
export function podsOf(
  objects: readonly ManifestObject[],
  namespaces: ReadonlyMap<string, Labels>,
  serviceAccounts: ReadonlyMap<string, Labels>,
  interner: Interner,
): readonly PodParty[] {
  const tree = new WorkloadTree(objects);
  const party = (pod: Fields, namespace: string, workload: Workload | undefined): PodParty | undefined => {
    const record = prunePod(withUid(pod), interner);
    if (record === undefined) return undefined;
    const account = record.serviceAccount === '' ? 'default' : record.serviceAccount;
    const placed = { ...record, namespace };
    const made = podParty(placed, namespaces.get(namespace), serviceAccounts.get(`${namespace}/${account}`));
    const phase = textOf(fieldsOf(pod, 'status'), 'phase');
    return {
      ...made,
      // A manifest that was never applied tells no phase: it is taken as what it will be.
      phase: phase === '' ? 'running' : made.phase,
      workload: workload ?? { kind: 'Pod', name: record.name },
    };
  };
  const pods = objects
    .filter(({ kind }) => kind === 'Pod')
    .flatMap(({ namespace, object }) => {
      const controller = controllerOf(object);
      const made = party(object, namespace, controller && tree.topOf(namespace, controller));
      return made === undefined ? [] : [made];
    });
  const present = new Set(pods.map(({ namespace, workload }) => `${namespace}/${workload.kind}/${workload.name}`));
  const templates = objects
    .filter(({ kind }) => isTemplateKind(kind))
    .flatMap((object) => {
      const { namespace, kind, name } = object;
      const top = tree.topOf(namespace, { kind, name });
      // Its pods were read, or the workload above it stands for it.
      const stoodFor = top.kind !== kind || top.name !== name || present.has(`${namespace}/${kind}/${name}`);
      const made = stoodFor ? undefined : party(podOfTemplate(object), namespace, { kind, name });
      return made === undefined ? [] : [made];
    });
  return [...pods, ...templates];
}
