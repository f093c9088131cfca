import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Environment, kubeconfigPaths } from '../../kube/kubeconfig/paths.ts';

/** As much of a kubeconfig as a key press may cost: names, without the client that would connect. */
const kubeconfigShape = z.object({
  contexts: z.array(z.object({ name: z.string(), context: z.object({ namespace: z.string().nullish() }).nullish() })),
});

/** A context with the namespace it starts in. */
export type ContextName = z.infer<typeof kubeconfigShape>['contexts'][number];

/** The contexts of the kubeconfig files, in their order; a file that cannot be read has none. */
export async function contextNames(kubeconfig: string | undefined, env: Environment): Promise<readonly ContextName[]> {
  const read = kubeconfigPaths(kubeconfig, env).paths.map(async (path): Promise<readonly ContextName[]> => {
    try {
      return kubeconfigShape.parse(parse(await readFile(path, 'utf8'))).contexts;
    } catch {
      return [];
    }
  });
  return (await Promise.all(read)).flat();
}
