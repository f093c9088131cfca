import type { ContextChoice } from '../../../src/contracts/cluster.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import type { Mode } from '../../../src/contracts/consent.ts';
import { weigh } from '../../../src/consent/weigh.ts';
import type { ApiConnection } from '../../../src/kube/connection.ts';
import { type OpenOptions, openConnection } from '../../../src/kube/open-connection.ts';
import { kubeconfigText, type TestContext, type TestFolder } from '../../support/kubeconfig-file.ts';

/** Opens a connection by a kubeconfig file written for it. */
export async function openTestConnection(
  folder: TestFolder,
  context: TestContext,
  more: Partial<OpenOptions> & { readonly mode?: Mode; readonly choice?: ContextChoice } = {},
): Promise<ApiConnection> {
  const kubeconfig = await folder.write('config', kubeconfigText(context));
  const { mode = 'observe', ...options } = more;
  const { connection } = await openConnection({
    env: process.env,
    weigh: (intent) => weigh(mode, intent),
    ...options,
    choice: { kubeconfig, ...options.choice },
  });
  return connection;
}

/** The PlumblineError that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<PlumblineError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof PlumblineError)) throw new Error(`expected a PlumblineError, got ${String(error)}`);
  return error;
}

export const listPods = { path: '/api/v1/pods', operation: 'list pods' };
