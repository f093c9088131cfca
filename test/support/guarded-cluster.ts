import { kubeconfigText, type TestContext, type TestFolder } from './kubeconfig-file.ts';
import { type ApiServer, sendStatus, startApiServer } from './api-server.ts';
import { TestCluster } from './test-cluster.ts';

/** A small cluster that lets in whoever shows one of these tokens; tests change them while it runs. */
export interface GuardedCluster {
  readonly cluster: TestCluster;
  readonly server: ApiServer;
  readonly tokens: Set<string>;
}

/** Serves a cluster with one node behind a token. */
export async function startGuardedCluster(...tokens: readonly string[]): Promise<GuardedCluster> {
  const cluster = new TestCluster();
  cluster.put('nodes', { metadata: { name: 'worker-1', uid: 'n1' } });
  const known = new Set(tokens);
  const server = await startApiServer({
    behaviour: (asked, respond) => {
      const [, token = ''] = (asked.headers.authorization ?? '').split(' ');
      if (known.has(token)) cluster.answer(asked, respond);
      else sendStatus(respond, 401, 'Unauthorized', 'Unauthorized');
    },
  });
  return { cluster, server, tokens: known };
}

/** A credential plugin as a shell script; each run adds a line to the file `runs` beside it. */
export function writePlugin(folder: TestFolder, script: string, name = 'login-plugin'): Promise<string> {
  return folder.write(name, `#!/bin/sh\necho run >> "${folder.path}/runs"\n${script}\n`, 0o700);
}

/** The script's last words: a credential with the token that `expression` (of the shell) gives. */
export function printToken(expression: string, expires = ''): string {
  const until = expires === '' ? '' : `,"expirationTimestamp":"${expires}"`;
  return `printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"${until}}}' "${expression}"`;
}

/** A user entry with that plugin. */
export function pluginUser(command: string, interactiveMode: 'Always' | 'IfAvailable' | 'Never', more = {}) {
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode, ...more } };
}

/** Writes a kubeconfig whose context is called night; returns its path. */
export function writeKubeconfig(folder: TestFolder, context: TestContext): Promise<string> {
  return folder.write('kubeconfig', kubeconfigText({ name: 'night', ...context }));
}
