import { access, readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { LoadedKubeconfig } from './load.ts';
import type { Environment } from './paths.ts';

/** Where the kubelet mounts a pod's service account. */
const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** A kubeconfig made of the service account of the pod that plumbline runs in; undefined outside a cluster. */
export async function inClusterKubeconfig(
  env: Environment,
  folder: string = serviceAccount,
): Promise<LoadedKubeconfig | undefined> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  const tokenFile = join(folder, 'token');
  if (host === undefined || host === '' || port === undefined || port === '' || !(await exists(tokenFile)))
    return undefined;
  const name = 'in-cluster';
  return {
    paths: [],
    clusters: [
      {
        name,
        server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
        caFile: join(folder, 'ca.crt'),
        skipTLSVerify: false,
        execConfig: undefined,
      },
    ],
    users: [{ name, tokenFile, impersonateGroups: [] }],
    contexts: [{ name, cluster: name, user: name, namespace: await namespaceOf(folder) }],
    currentContext: name,
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function namespaceOf(folder: string): Promise<string> {
  return readFile(join(folder, 'namespace'), 'utf8').then(
    (text) => text.trim() || 'default',
    () => 'default',
  );
}
