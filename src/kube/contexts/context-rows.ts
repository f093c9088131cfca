import { isEncryptedKey } from '../credentials/client-key.ts';
import { readFile } from 'node:fs/promises';
import type { ContextRow } from '../../contracts/contexts.ts';
import type { LoadedKubeconfig } from '../kubeconfig/load.ts';
import type { KubeconfigUser } from '../kubeconfig/parse.ts';

/** The contexts of a kubeconfig side by side. Reads client keys to see whether they are encrypted; sends nothing. */
export function contextRows({ contexts, clusters, users }: LoadedKubeconfig): Promise<readonly ContextRow[]> {
  return Promise.all(
    contexts.map(async (context) => {
      const user = users.find(({ name }) => name === context.user);
      return {
        name: context.name,
        cluster: context.cluster,
        user: context.user ?? '',
        namespace: context.namespace || 'default',
        server: clusters.find(({ name }) => name === context.cluster)?.server ?? '',
        asks: user === undefined ? undefined : await whatAsks(user),
      };
    }),
  );
}

/** What could ask the operator for something before the user's credentials are there; undefined when they just are. */
export async function whatAsks(user: KubeconfigUser): Promise<string | undefined> {
  if (user.exec) return `plugin ${commandOf(user.exec)}`;
  if (user.authProvider) return `auth-provider ${user.authProvider.name}`;
  const pem = user.keyData
    ? Buffer.from(user.keyData, 'base64')
    : user.keyFile
      ? await readFile(user.keyFile).catch(() => undefined)
      : undefined;
  return pem !== undefined && isEncryptedKey(pem) ? 'a passphrase' : undefined;
}

/** The program's name without its folder. */
function commandOf(exec: unknown): string {
  const command: unknown = typeof exec === 'object' && exec !== null ? Reflect.get(exec, 'command') : undefined;
  return typeof command === 'string' ? (command.split('/').at(-1) ?? command) : '';
}
