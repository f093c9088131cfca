import type { CniConfigurationFile } from '../contracts/node-facts.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../inventory/prune/fields.ts';

/** Whether a container runtime reads a file of its CNI folder: libcni takes .conf, .conflist and .json, and no backups. */
export function isReadByRuntime(name: string): boolean {
  return /\.(?:conf|conflist|json)$/.test(name);
}

/** What one file of the CNI folder says; `complaint` is why it could not be read. Names and types only: files may hold tokens. */
export function readConfigurationFile(
  folder: string,
  file: string,
  lines: readonly string[],
  complaint: string | undefined,
): CniConfigurationFile {
  const nothing = { folder, file, read: isReadByRuntime(file), name: undefined, plugins: [], programs: [] };
  if (!nothing.read) return { ...nothing, problem: undefined };
  if (complaint !== undefined) return { ...nothing, problem: complaint.trim() };
  if (lines.every((line) => line.trim() === '')) return { ...nothing, problem: 'it is empty' };
  let value: unknown;
  try {
    value = JSON.parse(lines.join('\n'));
  } catch {
    return { ...nothing, problem: 'it is no JSON: cut, or edited wrongly' };
  }
  if (!isFields(value)) return { ...nothing, problem: 'it is no JSON object' };
  const isList = file.endsWith('.conflist');
  const name = textOf(value, 'name') || undefined;
  const plugins = isList ? listOf(value, 'plugins') : [value];
  const types = plugins.map((plugin) => textOf(plugin, 'type'));
  return {
    ...nothing,
    name,
    plugins: types.filter((type) => type !== ''),
    programs: programsOf(plugins),
    problem: problemOf(value, isList, name, types),
  };
}

function problemOf(
  value: Fields,
  isList: boolean,
  name: string | undefined,
  types: readonly string[],
): string | undefined {
  if (isList && !Array.isArray(value['plugins'])) return 'it has no list of plugins, which a .conflist needs';
  if (!isList && Array.isArray(value['plugins'])) return 'it has a list of plugins: only a .conflist may';
  if (types.length === 0) return 'its list of plugins is empty';
  if (types.includes('')) return isList ? 'one of its plugins has no type' : 'it has no type';
  return name === undefined ? 'it has no name' : undefined;
}

/** Every program that the plugins are: their own, their IPAM's, and what flannel hands over to (bridge and host-local unless told). */
function programsOf(plugins: readonly Fields[]): readonly string[] {
  const programs = plugins.flatMap((plugin) => {
    const type = textOf(plugin, 'type');
    const delegate = textOf(fieldsOf(plugin, 'delegate'), 'type') || 'bridge';
    return [type, textOf(fieldsOf(plugin, 'ipam'), 'type'), ...(type === 'flannel' ? [delegate, 'host-local'] : [])];
  });
  return [...new Set(programs.filter((program) => program !== ''))];
}
