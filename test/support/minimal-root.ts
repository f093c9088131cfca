import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeUnlessMissing, hasProgram } from './needs.ts';

const root = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'plumbline', 'minimal-root');
const isRoot = process.getuid?.() === 0;
const unshare = isRoot ? ['--mount'] : ['--map-root-user', '--mount'];

/** The user and group inside, where the tests run as root: plumbline must not need root. */
export const insideUser = isRoot ? 65_534 : undefined;

/**
 * $1 root, $2 what becomes /home, then the program. /tmp is noexec, as on hardened bastions; /proc and /dev are the
 * machine's. `lo` is brought up where the network is the program's own.
 */
const enter = `set -e
root=$1 home=$2
shift 2
mount -t tmpfs -o noexec,nosuid,nodev,mode=1777 tmpfs "$root/tmp"
mount --bind "$home" "$root/home"
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
[ "$OWN_NETWORK" = no ] || "$root/bin/busybox" ip link set lo up
exec chroot ${isRoot ? `--userspec=${insideUser}:${insideUser} ` : ''}"$root" \\
  /bin/env -i HOME=/home PATH=/bin LANG=C.UTF-8 TERM=xterm-256color "$@"`;

/**
 * The command line that runs a program in the minimal root, as a plain user where the tests run as root. `home` is the
 * folder of this machine that is /home inside; without `network` there is nothing but a loopback of its own.
 */
export function inMinimalRoot(
  home: string,
  argv: readonly string[],
  { network }: { readonly network: boolean },
): readonly [string, ...string[]] {
  const flags = network ? unshare : [...unshare, '--net'];
  const setting = `OWN_NETWORK=${network ? 'no' : 'yes'}`;
  return ['env', setting, 'unshare', ...flags, 'sh', '-c', enter, 'sh', root, home, ...argv];
}

/** A `describe` that needs the minimal root and the right to enter it. */
export function describeInMinimalRoot(title: string, body: () => void): void {
  const missing = ['unshare', 'chroot', 'mount'].filter((program) => !hasProgram(program));
  if (!existsSync(root)) missing.push('a minimal Debian root (npm run setup fetches one)');
  if (missing.length === 0 && spawnSync('unshare', [...unshare, '--net', 'true']).status !== 0) {
    missing.push('the right to make mount and network namespaces');
  }
  describeUnlessMissing(title, missing, body);
}
