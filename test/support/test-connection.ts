import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Intent } from '../../src/contracts/consent.ts';
import type { ApiConnection } from '../../src/kube/connection.ts';
import { openConnection } from '../../src/kube/open-connection.ts';

export interface TestConnection {
  readonly connection: ApiConnection;
  /** Every intent that passed the gate. */
  readonly intents: Intent[];
}

/** The real connection code, opened on a kubeconfig that names this server. */
export async function connectTo(url: string): Promise<TestConnection> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-test-'));
  const kubeconfig = join(folder, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server: url } }],
    users: [{ name: 'test', user: { token: 'token-of-the-test' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  };
  await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  const intents: Intent[] = [];
  const { connection } = await openConnection({
    choice: { kubeconfig },
    env: {},
    weigh: (intent) => {
      intents.push(intent);
      return { allowed: true };
    },
  });
  return { connection, intents };
}
