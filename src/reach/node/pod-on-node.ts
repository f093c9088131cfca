import { type Fields, fieldsOf, isFields, listOf, textOf, textsOf } from '../../inventory/prune/fields.ts';

/** A folder or file of the node that a container sees, and where. */
export interface HostMount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly readOnly: boolean;
}

/** A running container on a node as a place to look at the node from: what of the node it sees. Pure data. */
export interface PodOnNode {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly container: string;
  readonly image: string;
  /** Its network is the node's. */
  readonly hostNetwork: boolean;
  /** Its processes are the node's. */
  readonly hostPid: boolean;
  readonly privileged: boolean;
  /** Added to those of the runtime, without 'CAP_': 'NET_ADMIN'. */
  readonly capabilities: readonly string[];
  readonly hostMounts: readonly HostMount[];
  /** Everything else that is mounted in it: it hides what would be seen below. */
  readonly otherMounts: readonly string[];
  /** Why nothing can be run in it: 'its container kube-flannel does not run'; undefined where something can. */
  readonly trouble: string | undefined;
}

/**
 * Reads a v1 Pod as a place on its node; its first container unless another one is named. Undefined for anything else
 * than a pod on a node that has that container. Paths that only the kubelet knows (subPathExpr) are left out.
 */
export function readPodOnNode(pod: unknown, container?: string): PodOnNode | undefined {
  if (!isFields(pod)) return undefined;
  const metadata = fieldsOf(pod, 'metadata');
  const spec = fieldsOf(pod, 'spec');
  const own = listOf(spec, 'containers').find((one) => container === undefined || textOf(one, 'name') === container);
  const [name, node] = [textOf(metadata, 'name'), textOf(spec, 'nodeName')];
  if (own === undefined || name === '' || node === '') return undefined;
  const security = fieldsOf(own, 'securityContext');
  const hostPaths = new Map(
    listOf(spec, 'volumes').map((volume) => [textOf(volume, 'name'), textOf(fieldsOf(volume, 'hostPath'), 'path')]),
  );
  const mounts = listOf(own, 'volumeMounts').map((mount) => ({
    mount,
    of: hostPaths.get(textOf(mount, 'name')) ?? '',
  }));
  const isPlain = ({ mount, of }: (typeof mounts)[number]): boolean =>
    of.startsWith('/') && textOf(mount, 'subPathExpr') === '';
  return {
    namespace: textOf(metadata, 'namespace'),
    name,
    uid: textOf(metadata, 'uid'),
    node,
    container: textOf(own, 'name'),
    image: textOf(own, 'image'),
    hostNetwork: spec['hostNetwork'] === true,
    hostPid: spec['hostPID'] === true,
    privileged: security['privileged'] === true,
    capabilities: textsOf(fieldsOf(security, 'capabilities'), 'add').map((one) => one.replace(/^CAP_/, '')),
    hostMounts: mounts.filter(isPlain).map(({ mount, of }) => ({
      hostPath: nodePath(`${of}/${textOf(mount, 'subPath')}`),
      containerPath: plainPath(textOf(mount, 'mountPath')),
      readOnly: mount['readOnly'] === true,
    })),
    otherMounts: mounts.filter((one) => !isPlain(one)).map(({ mount }) => plainPath(textOf(mount, 'mountPath'))),
    trouble: troubleOf(metadata, fieldsOf(pod, 'status'), textOf(own, 'name')),
  };
}

/**
 * Where a path of the node is seen in the container; undefined where it is not. A mount below another one hides what the
 * outer one would show. /var/run is /run on every node that Kubernetes runs on: where a link leads, a container's own root
 * would decide otherwise.
 */
export function hostPathIn(pod: Pick<PodOnNode, 'hostMounts' | 'otherMounts'>, path: string): string | undefined {
  const wanted = nodePath(path);
  const [best] = pod.hostMounts
    .filter(({ hostPath }) => isWithin(wanted, hostPath))
    .map((mount) => ({ mount, seen: plainPath(`${mount.containerPath}/${wanted.slice(mount.hostPath.length)}`) }))
    .filter(({ mount, seen }) => !isHidden(pod, mount, seen))
    .toSorted((a, b) => b.mount.hostPath.length - a.mount.hostPath.length);
  return best?.seen;
}

/** Where the node's whole file system is mounted, so that `chroot` there sees the node: '/host'. */
export function hostRootIn(pod: Pick<PodOnNode, 'hostMounts' | 'otherMounts'>): string | undefined {
  return pod.hostMounts.find(({ hostPath }) => hostPath === '/')?.containerPath;
}

function isHidden(
  { hostMounts, otherMounts }: Pick<PodOnNode, 'hostMounts' | 'otherMounts'>,
  mount: HostMount,
  seen: string,
): boolean {
  const others = [...hostMounts.filter((one) => one !== mount).map((one) => one.containerPath), ...otherMounts];
  return others.some((other) => other.length > mount.containerPath.length && isWithin(seen, other));
}

/** Whether a path is the folder or lies below it. Both plain. */
function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** Without doubled and trailing slashes. */
function plainPath(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
}

function nodePath(path: string): string {
  return plainPath(path).replace(/^\/var\/run(?=\/|$)/, '/run');
}

function troubleOf(metadata: Fields, status: Fields, container: string): string | undefined {
  if (metadata['deletionTimestamp'] !== undefined) return 'it is being deleted';
  const phase = textOf(status, 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return `it has ended (${phase})`;
  const state = listOf(status, 'containerStatuses').find((one) => textOf(one, 'name') === container);
  const runs = state !== undefined && isFields(fieldsOf(state, 'state')['running']);
  return runs ? undefined : `its container ${container} does not run`;
}
