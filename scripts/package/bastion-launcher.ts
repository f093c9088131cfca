import type { Architecture } from './node-binary.ts';

/** What `uname -m` says on the architecture. */
const machineNames: Readonly<Record<Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/**
 * The tarball's bin/plumbline: a POSIX shell script that finds its folder through symlinks and becomes the Node in it.
 * The machine is checked first, because a shell that is handed another architecture's binary reads it as a script.
 * glibc is told not to keep a heap for every thread, which holds 40 MB of nothing with a large cluster.
 */
export function bastionLauncher(architecture: Architecture): string {
  const machine = machineNames[architecture];
  return `#!/bin/sh
self=$(readlink -f -- "$0") || self=$0
lib=$(dirname -- "$(dirname -- "$self")")/lib
machine=$(uname -m)
if [ "$machine" != ${machine} ]; then
  echo "plumbline: this is the package for ${machine} (${architecture}), and this machine is $machine." >&2
  exit 126
fi
if [ ! -x "$lib/node/node" ]; then
  echo "plumbline: $lib/node/node may not be run here; unpack the package again, on a file system without noexec." >&2
  exit 126
fi
MALLOC_ARENA_MAX=\${MALLOC_ARENA_MAX:-2}
export MALLOC_ARENA_MAX
exec "$lib/node/node" "$lib/dist/plumbline.js" "$@"
`;
}
