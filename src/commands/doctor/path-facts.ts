import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PlumblinePaths } from '../../config/paths.ts';
import type { PathFact } from './report.ts';

/** What is at plumbline's own paths and at those of the kubeconfigs. Never rejects. */
export async function pathFacts(
  paths: PlumblinePaths,
  configProblem: string | undefined,
  kubeconfigs: readonly string[],
): Promise<readonly PathFact[]> {
  const config: PathFact =
    configProblem === undefined
      ? await file('config', paths.configFile, 'the defaults hold')
      : { name: 'config', path: paths.configFile, state: 'unusable', remark: configProblem };
  return [
    config,
    await folder('state', paths.stateFolder),
    await folder('runtime', paths.runtimeFolder),
    await folder('cache', paths.cacheFolder),
    ...(await Promise.all(kubeconfigs.map((path) => file('kubeconfig', path, 'passed over')))),
  ];
}

async function file(name: PathFact['name'], path: string, whenAbsent: string): Promise<PathFact> {
  if (await can(path, constants.R_OK)) return { name, path, state: 'used', remark: undefined };
  if (!(await exists(path))) return { name, path, state: 'absent', remark: whenAbsent };
  return { name, path, state: 'unusable', remark: `${path} cannot be read: permission is denied.` };
}

/** What goes without a folder. */
const lost = {
  state: 'nothing will be kept across restarts',
  runtime: 'the demo and SSH will not work',
  cache: 'plumbline starts more slowly',
} as const;

/** A folder that is not there yet is made where it is needed, if the nearest one above it lets us. */
async function folder(name: keyof typeof lost, path: string): Promise<PathFact> {
  let nearest = path;
  while (!(await exists(nearest)) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  const isFolder = (await stat(nearest).catch(() => undefined))?.isDirectory() === true;
  if (isFolder && (await can(nearest, constants.W_OK | constants.X_OK))) {
    return nearest === path
      ? { name, path, state: 'used', remark: undefined }
      : { name, path, state: 'absent', remark: 'made when needed' };
  }
  const why = isFolder ? `${nearest} cannot be written` : `${nearest} is not a folder`;
  return { name, path, state: 'unusable', remark: `${why}: ${lost[name]}.` };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function can(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
