import { fieldsOf, isFields, listOf, numberOf, textOf } from '../../inventory/prune/fields.ts';

/*
 * crictl (kubernetes-sigs/cri-tools) prints the messages of the container runtime as JSON. `info` is the runtime's own:
 * containerd and CRI-O both put the OCI spec of the sandbox into it, containerd its process too. CRI-O keeps no process for
 * a sandbox that shares no process namespace (drop_infra_ctr).
 */

/** A pod's sandbox: what holds its network. */
export interface Sandbox {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  /** The pod's uid as the kubelet knows it: of a static pod the hash of its file, which its mirror has as an annotation. */
  readonly uid: string;
  readonly ready: boolean;
}

/** What is known of one sandbox from within the runtime. */
export interface SandboxState {
  readonly ready: boolean;
  readonly uid: string;
  /** It has the network of the node. */
  readonly hostNetwork: boolean;
  /** Its process; undefined where the runtime keeps none. */
  readonly pid: number | undefined;
  /** '/var/run/netns/cni-…'; undefined where the runtime does not tell. */
  readonly networkPath: string | undefined;
  /** '', 'runc', 'kata-qemu', 'runsc'. */
  readonly runtimeHandler: string;
}

/** What lists the sandboxes of a pod. The name is matched as a pattern: what comes back may be more than asked for. */
export function sandboxesArgv(namespace: string, name: string): readonly string[] {
  return ['crictl', 'pods', '--namespace', namespace, '--name', name, '-o', 'json'];
}

/** What tells everything of one sandbox. */
export function sandboxArgv(id: string): readonly string[] {
  return ['crictl', 'inspectp', '-o', 'json', id];
}

/** Reads `crictl pods -o json`, in its order, the newest first; undefined for anything else. Pure. */
export function readSandboxes(text: string): readonly Sandbox[] | undefined {
  const read = parsed(text);
  if (!isFields(read) || !Array.isArray(read['items'])) return undefined;
  return listOf(read, 'items').map((item) => {
    const metadata = fieldsOf(item, 'metadata');
    return {
      id: textOf(item, 'id'),
      namespace: textOf(metadata, 'namespace'),
      name: textOf(metadata, 'name'),
      uid: textOf(metadata, 'uid'),
      ready: textOf(item, 'state') === 'SANDBOX_READY',
    };
  });
}

/** Reads `crictl inspectp`; undefined for anything else. Pure. */
export function readSandbox(text: string): SandboxState | undefined {
  const read = parsed(text);
  if (!isFields(read) || !isFields(read['status'])) return undefined;
  const status = fieldsOf(read, 'status');
  const info = fieldsOf(read, 'info');
  const options = fieldsOf(fieldsOf(fieldsOf(status, 'linux'), 'namespaces'), 'options');
  const namespaces = listOf(fieldsOf(fieldsOf(info, 'runtimeSpec'), 'linux'), 'namespaces');
  const network = namespaces.find((one) => textOf(one, 'type') === 'network');
  const pid = numberOf(info, 'pid') ?? 0;
  return {
    ready: textOf(status, 'state') === 'SANDBOX_READY',
    uid: textOf(fieldsOf(status, 'metadata'), 'uid'),
    // Before CRI v1 it was a boolean.
    hostNetwork: textOf(options, 'network') === 'NODE' || options['hostNetwork'] === true,
    pid: pid > 0 ? pid : undefined,
    networkPath: textOf(network ?? {}, 'path') || undefined,
    runtimeHandler: textOf(status, 'runtimeHandler') || textOf(info, 'runtimeHandler'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
