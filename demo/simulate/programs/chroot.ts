import { nodePrograms } from '../../world/images.ts';
import type { Program } from './program.ts';

/** chroot of coreutils, into the root of the node where a pod has it: what runs there is the node's own. */
export const chroot: Program = (start) => {
  const { argv, machine, stderr } = start;
  const [, root = '', name = '', ...words] = argv;
  const pod = machine.pod();
  if (root === '' || root !== pod.hostRoot) {
    stderr.write(`chroot: cannot change root directory to '${root}': No such file or directory\n`);
    return Promise.resolve(125);
  }
  const image = { image: 'node', programs: nodePrograms, shell: 'bash' } as const;
  const container = { ...machine.container, image };
  const has = (program: string): boolean => nodePrograms.includes(program.split('/').at(-1) ?? program);
  const program = has(name) ? start.findProgram(name) : undefined;
  if (program === undefined) {
    stderr.write(`chroot: failed to run command '${name}': No such file or directory\n`);
    return Promise.resolve(127);
  }
  return program({ ...start, argv: [name, ...words], machine: { ...machine, container, has, busybox: false } });
};
