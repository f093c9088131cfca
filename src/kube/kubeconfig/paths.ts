import { delimiter, join } from 'node:path';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The files that make up the kubeconfig, in the order in which they win. */
export interface KubeconfigPaths {
  readonly paths: readonly string[];
  /** Who named them; a file named on the command line must exist, one of a list or the default need not. */
  readonly origin: 'option' | 'KUBECONFIG' | 'default';
}

/** Where kubectl would look: the `--kubeconfig` option, else the KUBECONFIG list, else ~/.kube/config. */
export function kubeconfigPaths(option: string | undefined, env: Environment): KubeconfigPaths {
  if (option !== undefined && option !== '') return { paths: [option], origin: 'option' };
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return { paths: [...new Set(listed)], origin: 'KUBECONFIG' };
  const home = env['HOME'];
  return { paths: home === undefined || home === '' ? [] : [join(home, '.kube', 'config')], origin: 'default' };
}
