import { stringify } from 'yaml';
import type { Credential } from './access/users.ts';

/** What a client needs to reach the demo's API. */
export interface Access {
  /** 'https://127.0.0.1:PORT'. */
  readonly server: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly authority: string;
  /** The administrator's. */
  readonly token: string;
  /** Everybody, the administrator first. */
  readonly credentials: readonly Credential[];
}

/**
 * A kubeconfig with one context per user, each of the user's name and in namespace shop; the administrator's,
 * plumbline-demo, is the current one.
 */
export function makeKubeconfig({ server, authority, credentials }: Access): string {
  const cluster = 'plumbline-demo';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: cluster, cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') } },
    ],
    users: credentials.map(({ name, token }) => ({ name, user: { token } })),
    contexts: credentials.map(({ name }) => ({ name, context: { cluster, user: name, namespace: 'shop' } })),
    'current-context': credentials[0]?.name,
  });
}
