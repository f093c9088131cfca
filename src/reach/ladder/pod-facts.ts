import { type Fields, fieldsOf, instantOf, isFields, listOf, numberOf, textOf } from '../../inventory/prune/fields.ts';
import type { Instant } from '../../contracts/time.ts';
import { debugContainerPrefix, deadlineVariable, makerVariable } from './names.ts';
import type { PodDemands } from './pod-security.ts';

/** An ephemeral container of a pod, whoever made it. */
export interface DebugContainer {
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** Of plumbline's making, by its name. */
  readonly own: boolean;
  /** Until when it lasts, and who made it: where it is plumbline's and says so. */
  readonly deadline: Instant | undefined;
  readonly maker: string | undefined;
}

/** What the ladder needs to know of a pod, as it is now. */
export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string | undefined;
  readonly addresses: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The controller that made it: 'apps/v1', 'ReplicaSet', 'web-7d4b'. */
  readonly owner: { readonly apiVersion: string; readonly kind: string; readonly name: string } | undefined;
  /** Containers and sidecars that run now. */
  readonly containers: readonly string[];
  readonly debugContainers: readonly DebugContainer[];
  readonly image: string | undefined;
  readonly pullSecrets: readonly string[];
  readonly hostNetwork: boolean;
  readonly dnsPolicy: string | undefined;
  readonly demands: PodDemands;
  /** Run by its node's kubelet from a file: the API server can add nothing to it. */
  readonly isStatic: boolean;
  /** The uid by which its node knows a static pod; undefined for the others. */
  readonly mirrorOf: string | undefined;
  /** Why no container can be added: 'it is being deleted', 'it has completed'; undefined while it lives. */
  readonly ending: string | undefined;
}

/** Reads a v1 Pod; undefined for anything else. Fields that are missing read as absent. */
export function readPodFacts(value: unknown): PodFacts | undefined {
  if (!isFields(value)) return undefined;
  const metadata = fieldsOf(value, 'metadata');
  const spec = fieldsOf(value, 'spec');
  const status = fieldsOf(value, 'status');
  const [namespace, name, uid] = [textOf(metadata, 'namespace'), textOf(metadata, 'name'), textOf(metadata, 'uid')];
  if (name === '' || uid === '') return undefined;
  const securityContext = fieldsOf(spec, 'securityContext');
  const owner = listOf(metadata, 'ownerReferences').find((one) => one['controller'] === true);
  const phase = textOf(status, 'phase');
  const mirrorOf = textOf(fieldsOf(metadata, 'annotations'), 'kubernetes.io/config.mirror') || undefined;
  const addresses = listOf(status, 'podIPs').map((one) => textOf(one, 'ip'));
  return {
    namespace,
    name,
    uid,
    node: textOf(spec, 'nodeName') || undefined,
    addresses: addresses.length > 0 ? addresses : [textOf(status, 'podIP')].filter((address) => address !== ''),
    labels: textsOfMap(fieldsOf(metadata, 'labels')),
    owner: owner && {
      apiVersion: textOf(owner, 'apiVersion'),
      kind: textOf(owner, 'kind'),
      name: textOf(owner, 'name'),
    },
    containers: [...listOf(status, 'containerStatuses'), ...listOf(status, 'initContainerStatuses')]
      .filter(isRunning)
      .map((one) => textOf(one, 'name')),
    debugContainers: listOf(spec, 'ephemeralContainers').map((one) => debugContainer(one, status)),
    image: textOf(listOf(spec, 'containers')[0] ?? {}, 'image') || undefined,
    pullSecrets: listOf(spec, 'imagePullSecrets').map((one) => textOf(one, 'name')),
    hostNetwork: spec['hostNetwork'] === true,
    dnsPolicy: textOf(spec, 'dnsPolicy') || undefined,
    demands: {
      runAsNonRoot: securityContext['runAsNonRoot'] === true,
      runAsUser: numberOf(securityContext, 'runAsUser'),
    },
    isStatic: mirrorOf !== undefined,
    mirrorOf,
    ending:
      metadata['deletionTimestamp'] !== undefined
        ? 'it is being deleted'
        : phase === 'Succeeded' || phase === 'Failed'
          ? `it has ended (${phase})`
          : undefined,
  };
}

/** A map of texts, as labels are. */
export function textsOfMap(fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function debugContainer(spec: Fields, status: Fields): DebugContainer {
  const name = textOf(spec, 'name');
  const state = listOf(status, 'ephemeralContainerStatuses').find((one) => textOf(one, 'name') === name);
  const variable = (wanted: string): string =>
    textOf(listOf(spec, 'env').find((one) => textOf(one, 'name') === wanted) ?? {}, 'value');
  const own = name.startsWith(debugContainerPrefix);
  return {
    name,
    image: textOf(spec, 'image'),
    running: state !== undefined && isRunning(state),
    own,
    deadline: own ? instantOf({ at: variable(deadlineVariable) }, 'at') : undefined,
    maker: own ? variable(makerVariable) || undefined : undefined,
  };
}

function isRunning(status: Fields): boolean {
  return isFields(fieldsOf(status, 'state')['running']);
}
