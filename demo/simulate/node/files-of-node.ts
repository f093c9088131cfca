import { cniPlugins, nodeFiles } from '../../world/node-files.ts';
import { stableUid } from '../../world/identity.ts';
import type { Machine } from '../container/machine.ts';
import { nodeUid } from './node-uid.ts';

/** The files of the node that a machine is, by absolute path; undefined in a pod, which has its own. */
export function filesOfNode(machine: Machine): ReadonlyMap<string, string> | undefined {
  const pod = machine.pod();
  const state = machine.state();
  const { world, effects } = state;
  const node = state.nodeNamed(pod.node);
  if (node === undefined || pod.uid !== nodeUid(node)) return undefined;
  const added = effects.flatMap((effect) =>
    effect.kind === 'cni-file' && effect.node === node.name
      ? [[`/etc/cni/net.d/${effect.file}`, effect.text] as const]
      : [],
  );
  return new Map([
    ...nodeFiles(world, node),
    ...added,
    ...cniPlugins(world).map((name) => [`/opt/cni/bin/${name}`, ''] as const),
    ['/proc/sys/kernel/random/boot_id', `${stableUid(`boot/${node.name}`)}\n`],
  ]);
}
