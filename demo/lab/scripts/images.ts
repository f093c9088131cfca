import type { World, WorldImage } from '../../world/types.ts';
import { findProgram } from '../programs.ts';
import { cniTool } from './cni-tools.ts';
import { nodePath } from './node-places.ts';
import { feed, quote } from './quote.ts';

/** A folder that holds exactly the programs of one image, as links to this machine's; it is the PATH in its containers. */
export interface ImageFolder {
  readonly folder: string;
  readonly programs: ReadonlySet<string>;
}

/**
 * The folders of all images of a world, by the image's name. A program that this machine does not have is missing in
 * the image too, unless BusyBox has it.
 * @param applets what this machine's BusyBox can be.
 */
export function imageFolders(world: World, applets: ReadonlySet<string>): Map<string, ImageFolder> {
  const folders = new Map<string, ImageFolder>();
  for (const image of imagesOf(world)) {
    if (folders.has(image.image)) continue;
    const there = image.programs.filter((program) => targetOf(image, program, applets) !== undefined);
    const programs = new Set([...there, ...(image.tools ?? [])]);
    folders.set(image.image, { folder: `/run/image/${folders.size + 1}`, programs });
  }
  return folders;
}

const imagesOf = (world: World): readonly WorldImage[] => [
  ...world.containers.map(({ image }) => image),
  ...world.images,
];

/** The variable by which a container knows where it has the root of its node. */
export const hostRootVariable = 'LAB_HOST_ROOT';

/*
 * A container with the root of its node is in the node's place already (see create-lab.ts): what is left of chroot there is
 * the other PATH.
 */
const chrootScript = `#!/bin/sh
[ -n "$${hostRootVariable}" ] && [ "$1" = "$${hostRootVariable}" ] || {
  echo "chroot: cannot change root directory to '$1': No such file or directory" >&2; exit 125; }
shift
PATH=${nodePath}
command -v "$1" >/dev/null || { echo "chroot: failed to run command '$1': No such file or directory" >&2; exit 127; }
exec "$@"
`;

/** Makes the folders. */
export function imagesScript(world: World, applets: ReadonlySet<string>): string {
  const folders = imageFolders(world, applets);
  const made = new Set<string>();
  return imagesOf(world)
    .flatMap((image) => {
      const folder = folders.get(image.image);
      if (folder === undefined || made.has(folder.folder)) return [];
      made.add(folder.folder);
      // `ln` takes many links of one folder at once only under their own names, so BusyBox's are made one by one.
      const links = [...folder.programs].map((program) => [program, targetOf(image, program, applets) ?? ''] as const);
      const own = links
        .filter(([program, target]) => target.endsWith(`/${program}`))
        .map(([, target]) => quote(target));
      const renamed = links.filter(([program, target]) => !target.endsWith(`/${program}`));
      const chroot = `${folder.folder}/chroot`;
      return [
        `mkdir ${folder.folder}`,
        ...(own.length === 0 ? [] : [`ln -s ${own.join(' ')} ${folder.folder}/`]),
        ...renamed.map(([program, target]) => `ln -s ${quote(target)} ${folder.folder}/${quote(program)}`),
        ...(folder.programs.has('chroot')
          ? [`rm ${chroot}`, feed(`cat >${chroot}`, chrootScript), `chmod 755 ${chroot}`]
          : []),
      ];
    })
    .join('\n');
}

/** An image with `busybox` in it has BusyBox's ping; its shell is the machine's, which keeps to the PATH for every program. */
function targetOf(image: WorldImage, program: string, applets: ReadonlySet<string>): string | undefined {
  if (image.tools?.includes(program) === true) return cniTool;
  const real = findProgram(program);
  const applet = applets.has(program) ? findProgram('busybox') : undefined;
  const prefersApplet = image.programs.includes('busybox') && program !== 'sh';
  return prefersApplet ? (applet ?? real) : (real ?? applet);
}
