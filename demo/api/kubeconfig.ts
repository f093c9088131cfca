import { stringify } from 'yaml';

/** What a client needs to reach the demo's API. */
export interface Access {
  /** 'https://127.0.0.1:PORT'. */
  readonly server: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly authority: string;
  readonly token: string;
}

/** A kubeconfig with one context, named plumbline-demo, in namespace shop. */
export function makeKubeconfig({ server, authority, token }: Access): string {
  const name = 'plumbline-demo';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'shop' } }],
    'current-context': name,
  });
}
