import type { CniConfigurationFile } from '../contracts/node-facts.ts';
import type { NodeWay } from '../contracts/node.ts';
import { parseSubnetEnv } from '../tools/flannel/subnet-env.ts';
import { configurationFolders, flannelSubnetFile, pluginFolders } from './node-paths.ts';
import { readConfigurationFile, isReadByRuntime } from './cni-files.ts';
import { type CommandOutput, complaintOf, type PlannedCommand, whyNotDone } from './command-output.ts';
import type { Source } from './source.ts';

/** A folder of the node with the names in it. */
export interface Listed {
  readonly folder: string;
  /** The same folder where the programs run. */
  readonly path: string;
  readonly names: readonly string[];
}

export const configurationListSource = (way: NodeWay): Source<Listed> =>
  folderSource('cni-configuration-list', configurationFolders, way);

export const pluginListSource = (way: NodeWay): Source<Listed> => folderSource('cni-plugins', pluginFolders, way);

/** Where a path of the node lies for programs that run there; undefined where they do not see it. */
function pathThere({ sees, files }: NodeWay, path: string): string | undefined {
  return sees === 'host' ? path : files?.[path];
}

/** The first of the folders that is not empty; none of them where all are empty or not there. */
function folderSource(name: string, folders: readonly string[], way: NodeWay): Source<Listed> {
  const seen = folders.flatMap((folder) => {
    const path = pathThere(way, folder);
    return path === undefined ? [] : [{ folder, path }];
  });
  const paths = seen.map(({ path }) => path);
  return {
    name,
    commands: paths.length === 0 ? [] : plainThenSudo(['ls', '-1A', ...paths]),
    read: (output) => {
      const { end, stdout, stderr, truncated } = output;
      if (end.kind !== 'exited' || truncated) return { known: false, why: whyNotDone(output) ?? 'it was cut' };
      const absent = paths.filter((path) => stderr.some((line) => isAboutAbsence(line) && line.includes(path)));
      const listed = namesByFolder(
        stdout,
        paths,
        paths.find((path) => !absent.includes(path)),
      );
      const found = seen.find(({ path }) => (listed.get(path) ?? []).length > 0);
      if (found !== undefined) return { known: true, value: { ...found, names: listed.get(found.path) ?? [] } };
      const trouble = stderr.find((line) => !isAboutAbsence(line) && line.trim() !== '');
      if (trouble !== undefined) return { known: false, why: trouble.trim() };
      if (end.code !== 0 && absent.length === 0) return { known: false, why: `ls failed with exit code ${end.code}` };
      const [first = { folder: '', path: '' }] = seen;
      return { known: true, value: { ...first, names: [] } };
    },
  };
}

/** What ls printed of each folder. It puts a folder's name before its names unless there is only one, `only`. */
function namesByFolder(
  lines: readonly string[],
  paths: readonly string[],
  only: string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const listed = new Map<string, string[]>();
  let folder = only;
  for (const line of lines) {
    const begun = paths.find((path) => line === `${path}:`);
    if (begun !== undefined) folder = begun;
    else if (line.trim() !== '' && folder !== undefined)
      listed.set(folder, [...(listed.get(folder) ?? []), line.trim()]);
  }
  return listed;
}

/** What stands in the files of a folder that a container runtime reads. */
export function configurationSource({ folder, path: there, names }: Listed): Source<readonly CniConfigurationFile[]> {
  const read = names.filter(isReadByRuntime).slice(0, 32);
  const path = (name: string) => `${there}/${name}`;
  return {
    name: 'cni-configuration',
    commands: read.length === 0 ? [] : plainThenSudo(['grep', '-H', '', ...read.map(path)]),
    read: (output) => {
      // 1: nothing in any of them. Of what could not be read, and why, the complaints tell.
      const code = output.end.kind === 'exited' ? output.end.code : undefined;
      if (output.truncated || code === undefined) return { known: false, why: whyNotDone(output) ?? 'it was cut' };
      if (output.stderr.some((line) => /permission denied/i.test(line)))
        return { known: false, why: complaintOf(output) ?? 'permission denied' };
      return {
        known: true,
        value: names.map((name) => {
          const lines = output.stdout.flatMap((line) =>
            line.startsWith(`${path(name)}:`) ? [line.slice(path(name).length + 1)] : [],
          );
          const complaint = output.stderr.find((line) => line.includes(path(name)));
          return readConfigurationFile(folder, name, lines, complaint);
        }),
      };
    },
  };
}

/** The variables of /run/flannel/subnet.env; none where there is no such file. */
export const flannelSubnetSource = (way: NodeWay): Source<Readonly<Record<string, string>>> => {
  const path = pathThere(way, flannelSubnetFile);
  return {
    name: 'flannel-subnet',
    commands: path === undefined ? [] : plainThenSudo(['cat', path]),
    read: (output) => {
      if (isAbsent(output)) return { known: true, value: {} };
      const why = whyNotDone(output);
      if (why !== undefined) return { known: false, why };
      const { items, unparsed } = parseSubnetEnv(output.stdout);
      if (items.length === 0 && unparsed.length > 0) return { known: false, why: 'subnet.env is not understood' };
      return { known: true, value: Object.fromEntries(items.map(({ name, value }) => [name, value])) };
    },
  };
};

function plainThenSudo(argv: readonly string[]): readonly PlannedCommand[] {
  return [{ argv }, { argv, sudo: true }];
}

function isAbsent(output: CommandOutput): boolean {
  return output.end.kind === 'exited' && isAboutAbsence(complaintOf(output) ?? '');
}

function isAboutAbsence(line: string): boolean {
  return line.includes('No such file or directory');
}
