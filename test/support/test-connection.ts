import { weigh } from '../../src/consent/weigh.ts';
import type { Intent, Mode } from '../../src/contracts/consent.ts';
import type { ApiConnection } from '../../src/kube/connection.ts';
import { openConnection } from '../../src/kube/open-connection.ts';
import { kubeconfigText, type TestContext, type TestFolder, testFolder } from './kubeconfig-file.ts';

export interface TestConnection {
  readonly connection: ApiConnection;
  /** Every intent that passed the gate. */
  readonly intents: Intent[];
  /** Where the kubeconfig lies, beside what a test puts there. */
  readonly folder: TestFolder;
  readonly close: () => Promise<void>;
}

/** The real connection code, opened on a kubeconfig that names this server. */
export async function connectTo(
  server: string,
  context: Partial<TestContext> = {},
  mode: Mode = 'write',
): Promise<TestConnection> {
  const folder = await testFolder();
  const kubeconfig = await folder.write('config', kubeconfigText({ server, ...context }));
  const intents: Intent[] = [];
  const { connection } = await openConnection({
    choice: { kubeconfig },
    env: {},
    weigh: (intent) => {
      const consent = weigh(mode, intent);
      if (consent.allowed) intents.push(intent);
      return consent;
    },
  });
  return {
    connection,
    intents,
    folder,
    async close() {
      await connection.close();
      await folder.remove();
    },
  };
}
