import { readFile } from 'node:fs/promises';
import { PlumblineError } from '../../contracts/errors.ts';
import { inClusterKubeconfig } from './in-cluster.ts';
import { type Kubeconfig, parseKubeconfig } from './parse.ts';
import { type Environment, kubeconfigPaths } from './paths.ts';

/** A kubeconfig with the files it was read from. */
export interface LoadedKubeconfig extends Kubeconfig {
  readonly paths: readonly string[];
}

/**
 * Reads and merges the kubeconfig files as kubectl does: of entries with the same name, and of current contexts, the
 * first wins; listed files that do not exist are passed over. Without any file, the service account of the pod that
 * plumbline runs in. Throws a PlumblineError that names the paths that were looked at.
 */
export async function loadKubeconfig(
  option: string | undefined,
  env: Environment,
  serviceAccountFolder?: string,
): Promise<LoadedKubeconfig> {
  const { paths, origin } = kubeconfigPaths(option, env);
  const read: { path: string; config: Kubeconfig }[] = [];
  for (const path of paths) {
    const text = await readIfThere(path, origin === 'option');
    if (text !== undefined) read.push({ path, config: parseKubeconfig(text, path) });
  }
  if (read.length > 0) return merge(read);
  const inside = await inClusterKubeconfig(env, serviceAccountFolder);
  if (inside !== undefined) return inside;
  const looked = paths.length > 0 ? paths.join(', ') : 'nowhere, because HOME is not set';
  throw new PlumblineError(
    `No kubeconfig was found: looked at ${looked}${origin === 'KUBECONFIG' ? ' (from KUBECONFIG)' : ''}.`,
    {
      kind: 'configuration',
      operation: 'find the kubeconfig',
      object: looked,
      nextStep: 'Name one with --kubeconfig FILE or KUBECONFIG, or try `plumbline demo`, which needs none.',
    },
  );
}

async function readIfThere(path: string, required: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' && !required) return undefined;
    const reason =
      code === 'ENOENT'
        ? 'it does not exist'
        : code === 'EACCES'
          ? 'no permission to read it'
          : code === 'EISDIR'
            ? 'it is a folder'
            : error instanceof Error
              ? error.message
              : String(error);
    throw new PlumblineError(`The kubeconfig ${path} cannot be read: ${reason}.`, {
      kind: 'configuration',
      operation: 'read the kubeconfig',
      object: path,
      nextStep: 'Check the path, or name another with --kubeconfig.',
      cause: error,
    });
  }
}

function merge(files: readonly { path: string; config: Kubeconfig }[]): LoadedKubeconfig {
  const firstOfEachName = <T extends { readonly name: string }>(lists: readonly (readonly T[])[]): readonly T[] => {
    const byName = new Map<string, T>();
    for (const one of lists.flat()) if (!byName.has(one.name)) byName.set(one.name, one);
    return [...byName.values()];
  };
  const configs = files.map((file) => file.config);
  return {
    paths: files.map((file) => file.path),
    clusters: firstOfEachName(configs.map((config) => config.clusters)),
    users: firstOfEachName(configs.map((config) => config.users)),
    contexts: firstOfEachName(configs.map((config) => config.contexts)),
    currentContext: configs.find((config) => config.currentContext !== undefined)?.currentContext,
  };
}
