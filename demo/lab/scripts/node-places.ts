import { cniPlugins, nodeFiles } from '../../world/node-files.ts';
import type { World, WorldNode } from '../../world/types.ts';
import { systemPath } from '../programs.ts';
import { etcFolder, etcScript } from './ground.ts';
import { crictlScript, dmesgScript, journalctlScript } from './node-programs.ts';
import { gatewayAddress } from './nodes.ts';
import { rootKeeperScript, sudoScript } from './node-root.ts';
import { feed, inNetwork, quote } from './quote.ts';

/*
 * What a login on a node finds: a mount namespace with the node's files over those of the machine, and a process that
 * holds it and runs what sudo asks for.
 */

/** The folder of what belongs to one node alone. */
const nodeFolder = (node: string): string => `/run/lab/node/${node}`;

/** Programs of the nodes' own, in front of the machine's. */
export const nodePrograms = '/run/lab/node-bin';

/** The PATH on a node. */
export const nodePath = `${nodePrograms}:${systemPath}`;

/** Folders of a node that stand over those of the machine: its own path below its folder to where they are seen. */
const places = ['run/flannel', 'var/log', 'opt'] as const;

/**
 * What runs first on a node and stays there. Says `ok` or `failed` on descriptor 9 once the node's files are in place;
 * then starts what sudo orders, each in a session of its own. SIGINT must not be ignored here, for what is started
 * would ignore it too; so nothing on the way to it is a background job.
 */
const initScript = `
set -e
export PATH=${nodePath}
tell() { echo "$1" >&9; }
trap 'tell "failed $0 $1"' EXIT
hostname "$1"
mount --bind /run/lab/etc/"$1" /etc
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t sysfs sysfs /sys 2>/dev/null || :
mkdir -p ${places.map((place) => `/run/lab/node/"$1"/${place}`).join(' ')} /run/flannel
${places.map((place) => `mount --bind /run/lab/node/"$1"/${place} /${place} 2>/dev/null || :`).join('\n')}
echo $$ >/run/lab/pid/"$1"
exec 8<>/run/lab/node/"$1"/orders
trap - EXIT
tell ok
exec 9>&-
while read -r order <&8; do
  setsid --fork sh ${nodePrograms}/.keeper "$order" </dev/null >/dev/null 2>&1 8<&- || :
done
`;

const programs: Readonly<Record<string, string>> = {
  sudo: sudoScript,
  crictl: crictlScript,
  journalctl: journalctlScript,
  dmesg: dmesgScript,
};

/** Makes the places of all nodes. Prints a line `holder NODE PID` for each. */
export function nodePlacesScript(world: World): string {
  const names = world.nodes.map(({ name }) => name);
  return [
    `mkdir -p ${nodePrograms}`,
    feed(`cat >${nodePrograms}/.init`, initScript),
    feed(`cat >${nodePrograms}/.keeper`, rootKeeperScript),
    ...Object.entries(programs).flatMap(([name, text]) => [
      feed(`cat >${nodePrograms}/${name}`, text),
      `chmod 755 ${nodePrograms}/${name}`,
    ]),
    ...world.nodes.map((node) => filesScript(world, node)),
    'exec 9<>/run/lab/ready',
    ...names.map((name) =>
      inNetwork(
        name,
        `unshare --mount --propagation slave --uts setsid --fork sh ${nodePrograms}/.init ${quote(name)} </dev/null >/dev/null 2>&1`,
      ),
    ),
    `for node in ${names.join(' ')}; do read -r answer <&9; [ "$answer" = ok ] || { echo "$answer"; exit 1; }; done`,
    `for node in ${names.join(' ')}; do read -r holder </run/lab/pid/$node; echo "holder $node $holder"; done`,
  ].join('\n');
}

function filesScript(world: World, node: WorldNode): string {
  const folder = nodeFolder(node.name);
  const etc = etcFolder(node.name);
  const hosts = ['127.0.0.1\tlocalhost', ...world.nodes.map(({ address, name }) => `${address}\t${name}`)].join('\n');
  const files = [...nodeFiles(world, node)].map(([path, text]) => {
    const at = path.startsWith('/etc/') ? path.replace(/^\/etc/, etc) : `${folder}${path}`;
    return [`mkdir -p ${at.slice(0, at.lastIndexOf('/'))}`, feed(`cat >${at}`, text.trimEnd())].join('\n');
  });
  const plugins = cniPlugins(world).map((plugin) => `${folder}/opt/cni/bin/${plugin}`);
  return [
    etcScript(node.name, node.name, `nameserver ${gatewayAddress(node)}`, hosts),
    `rm -f ${etc}/cni`,
    `mkdir -p ${folder}/opt/cni/bin`,
    ...files,
    `echo '#!/bin/sh' >${plugins[0]}`,
    `chmod 755 ${plugins[0]}`,
    `for plugin in ${plugins.slice(1).join(' ')}; do cp -p ${plugins[0]} $plugin; done`,
    `mkfifo ${folder}/orders`,
  ].join('\n');
}
