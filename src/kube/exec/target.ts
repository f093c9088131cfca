import type { ContainerTarget } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { ApiConnection } from '../connection.ts';

/** The parts of a v1 Pod that tell which container is meant and how it fares. */
export interface PodOutline {
  readonly metadata?: { readonly uid?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly containers?: readonly { readonly name: string }[] };
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly containerID?: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly running?: unknown;
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
  readonly lastState?: { readonly terminated?: { readonly reason?: string; readonly exitCode?: number } };
}

/** The annotation by which kubectl chooses a container too. */
const defaultContainer = 'kubectl.kubernetes.io/default-container';

/** '/api/v1/namespaces/shop/pods/web-1'. */
export function podPath(target: ContainerTarget): string {
  return `/api/v1/namespaces/${encodeURIComponent(target.namespace)}/pods/${encodeURIComponent(target.pod)}`;
}

/** 'pod shop/web-1' or 'container app in pod shop/web-1'. */
export function targetText(target: ContainerTarget): string {
  const pod = `pod ${target.namespace}/${target.pod}`;
  return target.container === undefined ? pod : `container ${target.container} in ${pod}`;
}

/** Reads the pod now. Throws a PlumblineError when there is none, or when it is another one than was meant. */
export async function readPod(
  connection: ApiConnection,
  target: ContainerTarget,
  signal?: AbortSignal,
): Promise<PodOutline> {
  const object = `pod ${target.namespace}/${target.pod}`;
  const operation = 'read the pod';
  const pod = await connection.json<PodOutline>({
    path: podPath(target),
    operation,
    object,
    intent: { kind: 'read' },
    ...(signal === undefined ? {} : { signal }),
  });
  if (target.uid !== undefined && pod.metadata?.uid !== target.uid) {
    throw new PlumblineError(`${object} was deleted; another pod has taken its name.`, {
      kind: 'not-found',
      operation,
      object,
      nextStep: 'Choose the new pod, or its workload, which follows its pods.',
    });
  }
  return pod;
}

/** The container that is meant: the named one, else the one kubectl would take. */
export function containerOf(pod: PodOutline, target: ContainerTarget): string {
  const container =
    target.container ?? pod.metadata?.annotations?.[defaultContainer] ?? pod.spec?.containers?.[0]?.name;
  if (container === undefined) {
    throw new PlumblineError(`pod ${target.namespace}/${target.pod} has no container.`, {
      kind: 'protocol',
      operation: 'choose a container',
      object: `pod ${target.namespace}/${target.pod}`,
    });
  }
  return container;
}

/** The container that is meant; the pod is read only when there is something to find out or to verify. */
export async function chooseContainer(
  connection: ApiConnection,
  target: ContainerTarget,
  signal?: AbortSignal,
): Promise<string> {
  if (target.container !== undefined && target.uid === undefined) return target.container;
  return containerOf(await readPod(connection, target, signal), target);
}
