/*
 * How a program of a node is run in the network of a pod there. By a path that names the network for ever (the runtimes
 * bind it to /run/netns/cni-… under a name of its own) plain nsenter will do. By a process it will not: its number may be
 * another one's by then. And files: nsenter changes the network alone, so a program would look names up as the node does,
 * of which the pod knows nothing, and find the node's interfaces in /sys. Where that counts, the pod's own resolv.conf and
 * hosts are laid over those of the node, and a /sys of the pod's network, in a mount namespace of that one program's own,
 * which ends with it.
 */

/** A pod's network as it was found on its node. */
export interface PodNetwork {
  /** '/var/run/netns/cni-…', or '/proc/4711/ns/net'. */
  readonly path: string;
  /** The inode of the namespace, as in 'net:[4026532581]'; '' where the path alone names it for ever. */
  readonly inode: string;
  /** A process of the pod, whose /etc/resolv.conf is the pod's; undefined where none is known. */
  readonly pid: number | undefined;
}

/** $1 path of the network, $2 its inode, $3 a process of the pod or nothing, then the program. */
const enterScript = `n=$1 i=$2 p=$3; shift 3
gone() { echo "plumbline: $1" >&2; exit 125; }
j=$(stat -Lc %i "$n" 2>/dev/null) && [ "$j" = "\${i:-$j}" ] || gone "the network of the pod is not at $n any more"
[ -n "$p" ] || exec nsenter "--net=$n" -- "$@"
[ "$(stat -Lc %i "/proc/$p/ns/net" 2>/dev/null)" = "$j" ] || gone "process $p of the pod is gone"
exec unshare -m sh -c 'n=$1 e=$2; shift 2
files() {
mount --make-rprivate / && mount -t tmpfs -o size=256k,mode=755 tmpfs /mnt || return
cat "$e/resolv.conf" >/mnt/resolv.conf && mount --bind /mnt/resolv.conf /etc/resolv.conf || return
{ cat "$e/hosts" 2>/dev/null || cat /etc/hosts; } >/mnt/hosts && mount --bind /mnt/hosts /etc/hosts || return
if [ -e /etc/nsswitch.conf ]; then
echo "hosts: files dns" >/mnt/nsswitch.conf && mount --bind /mnt/nsswitch.conf /etc/nsswitch.conf || return
fi
if [ -S /run/nscd/socket ]; then mount -t tmpfs tmpfs /run/nscd || return; fi
nsenter "--net=$n" -- mount -t sysfs sysfs /sys 2>/dev/null || mount -t tmpfs tmpfs /sys
}
files || { echo "plumbline: the files of the pod cannot be had on this node" >&2; exit 125; }
exec nsenter "--net=$n" -- "$@"' sh "$n" "/proc/$p/root/etc" "$@"`;

/** $1 a pattern for control groups. Says 'node INODE' of the node's network, then 'process PID INODE NAME' of each process. */
const findScript = `echo "node $(stat -Lc %i /proc/1/ns/net)"
for f in $(grep -lsE -e "$1" /proc/[0-9]*/cgroup | head -n 200); do d=\${f%/cgroup} c=
{ read -r c <"$d/comm"; i=$(stat -Lc %i "$d/ns/net"); } 2>/dev/null && echo "process \${d#/proc/} $i $c"; done`;

/** Runs the program in the pod's network. `files`: it matters to it whose files it finds, and they shall be the pod's. */
export function enterNetworkArgv(
  { path, inode, pid }: PodNetwork,
  argv: readonly string[],
  files: boolean,
): readonly string[] {
  if (!files && netnsPath.test(path)) return ['nsenter', `--net=${path}`, '--', ...argv];
  return ['sh', '-c', enterScript, 'sh', path, inode, files && pid !== undefined ? String(pid) : '', ...argv];
}

/** The same to be pasted: without the precaution against a process that ends meanwhile. */
export function enterNetworkByHand(network: PodNetwork, argv: readonly string[], files: boolean): readonly string[] {
  if (files) return enterNetworkArgv(network, argv, files);
  return ['nsenter', `--net=${network.path}`, '--', ...argv];
}

/** What finds the processes of a pod by its uid, whichever way the kubelet writes it into the names of control groups. */
export function findProcessesArgv(uid: string): readonly string[] {
  return ['sh', '-c', findScript, 'sh', `pod${uid.replaceAll('-', '[-_]')}`];
}

const netnsPath = /^\/(var\/)?run\/(docker\/)?netns\/[\w.-]+$/;
const processNetwork = /^\/proc\/\d+\/ns\/net$/;

/**
 * The program that argv runs in another network; undefined where argv does anything else besides, as entering further
 * namespaces would. Pure.
 */
export function programInNetwork(argv: readonly string[]): readonly string[] | undefined {
  const [program, ...args] = argv;
  if (program === 'sh') {
    const [flag, script, , path = '', inode = '', pid = '', ...inner] = args;
    const own = flag === '-c' && script === enterScript && /^\d*$/.test(inode) && /^\d*$/.test(pid);
    return own && (inode === '' ? netnsPath.test(path) : isNetwork(path)) ? inner : undefined;
  }
  if (program !== 'nsenter' && program !== '/usr/bin/nsenter') return undefined;
  const end = args.indexOf('--');
  const flags = args.slice(0, end);
  const byPath = flags.length === 1 && flags[0]?.startsWith('--net=') === true && isNetwork(flags[0].slice(6));
  const [target, pid = '', net] = flags;
  const byProcess =
    flags.length === 3 &&
    (target === '-t' || target === '--target') &&
    /^\d+$/.test(pid) &&
    (net === '-n' || net === '--net');
  return end > 0 && (byPath || byProcess) ? args.slice(end + 1) : undefined;
}

/** Whether argv is the own script that looks for the processes of a pod. Pure. */
export function findsProcesses([program, flag, script, , pattern = '', ...more]: readonly string[]): boolean {
  return program === 'sh' && flag === '-c' && script === findScript && pattern.startsWith('pod') && more.length === 0;
}

function isNetwork(path: string): boolean {
  return netnsPath.test(path) || processNetwork.test(path);
}
