/** A process of a pod, as its node tells. */
export interface PodProcess {
  readonly pid: number;
  /** The inode of its network. */
  readonly inode: string;
  /** 'pause', 'nginx'. */
  readonly name: string;
}

/** The processes of one pod on its node. */
export interface PodProcesses {
  /** The inode of the node's own network. */
  readonly node: string;
  readonly processes: readonly PodProcess[];
}

/** Reads what `findProcessesArgv` prints; undefined where not even the node's own network was told. Pure. */
export function readPodProcesses(lines: readonly string[]): PodProcesses | undefined {
  const node = lines.map((line) => /^node (\d+)$/.exec(line)?.[1]).find((one) => one !== undefined);
  if (node === undefined) return undefined;
  const processes = lines.flatMap((line) => {
    const [, pid = '', inode = '', name = ''] = /^process (\d+) (\d+) (.*)$/.exec(line) ?? [];
    return pid === '' ? [] : [{ pid: Number(pid), inode, name }];
  });
  return { node, processes };
}

/**
 * The process that stands for the pod's network, or why none does: the sandbox's own, else any where all have the same.
 * Those in the node's network (conmon of CRI-O lies in the pod's control group) count only for a pod that is in it. Pure.
 */
export function processOfPod(found: PodProcesses, hostNetwork: boolean): PodProcess | { readonly why: string } {
  const own = found.processes.filter(({ inode }) => (inode === found.node) === hostNetwork);
  const [first] = own;
  if (first === undefined) return { why: 'none of its processes is seen on the node' };
  const pause = own.find(({ name }) => name === 'pause');
  if (pause !== undefined) return pause;
  if (own.every(({ inode }) => inode === first.inode)) return first;
  return { why: 'its processes are in several networks, and which is the pod’s is not known without crictl' };
}
