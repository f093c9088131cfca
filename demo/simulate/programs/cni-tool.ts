import { cniPlans } from '../../world/cni/plans.ts';
import type { Program } from './program.ts';

/** A program of the CNI's own, in its agent: prints what follows from the cluster as it is now. */
export const cniTool: Program = async (start) => {
  const { argv, machine, stdout, stderr, process } = start;
  const { world, pods, effects } = machine.state();
  const node = world.nodes.find(({ name }) => name === machine.pod().node);
  const words = [argv[0]?.split('/').at(-1) ?? '', ...argv.slice(1)].join(' ');
  const output =
    node === undefined
      ? undefined
      : cniPlans[world.cni]
          .toolOutputs({ node, nodes: world.nodes, pods: pods.map(({ object }) => object), effects, now: Date.now() })
          .get(words);
  if (output === undefined) {
    stderr.write(`${argv[0]}: not part of the demo: ${words}\n`);
    return 1;
  }
  stderr.write(output.stderr ?? '');
  stdout.write(output.stdout);
  if (output.goesOn === true) await process.sleep(3_600_000);
  return output.code ?? 0;
};
