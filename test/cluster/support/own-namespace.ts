import { randomBytes } from 'node:crypto';
import { weigh } from '../../../src/consent/weigh.ts';
import type { Json } from '../../../src/contracts/json.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import type { ApiConnection, HttpMethod } from '../../../src/kube/connection.ts';
import { openConnection } from '../../../src/kube/open-connection.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** A namespace of the suite's own, made through plumbline's connection and removed at the end with all that is in it. */
export interface OwnNamespace {
  readonly name: string;
  /** One request below the namespace, 'pods' or 'pods/web' of the core group, 'networking.k8s.io/v1 networkpolicies'. */
  request(method: HttpMethod, resource: string, body?: Json, contentType?: string): Promise<Json>;
  /** The object, or undefined where there is none. */
  find(resource: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  remove(): Promise<void>;
}

/** Service accounts and quotas take their time in a new namespace: how long a pod may be refused for that. */
const patience = 30_000;

/** Makes a namespace in the cluster of a kubeconfig. */
export async function makeNamespace(kubeconfig: string, context: string | undefined): Promise<OwnNamespace> {
  const { connection } = await openConnection({
    choice: { kubeconfig, ...(context === undefined ? {} : { context }) },
    env: process.env,
    weigh: (intent) => weigh('write', intent),
  });
  const name = `plumbline-test-${randomBytes(4).toString('hex')}`;
  const labels = {
    'app.kubernetes.io/managed-by': 'plumbline-tests',
    'pod-security.kubernetes.io/enforce': 'baseline',
  };
  await connection.json({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
    operation: 'make the namespace of the tests',
  });
  const request: OwnNamespace['request'] = (method, resource, body, contentType) =>
    connection.json<Json>({
      method,
      path: pathOf(name, resource),
      ...(body === undefined ? {} : { body }),
      ...(contentType === undefined ? {} : { contentType }),
      operation: `${method} ${resource}`,
    });
  return {
    name,
    request(method, resource, body, contentType) {
      const send = (): Promise<Json> => request(method, resource, body, contentType);
      return method === 'POST' ? persistent(send) : send();
    },
    async find(resource) {
      try {
        return Object(await request('GET', resource));
      } catch (error) {
        if (error instanceof PlumblineError && error.facts.kind === 'not-found') return undefined;
        throw error;
      }
    },
    async remove() {
      try {
        await removeNamespace(connection, name);
      } finally {
        await connection.close();
      }
    },
  };
}

function pathOf(namespace: string, resource: string): string {
  const [first = '', second] = resource.split(' ');
  return second === undefined
    ? `/api/v1/namespaces/${namespace}/${first}`
    : `/apis/${first}/namespaces/${namespace}/${second}`;
}

/** A new namespace refuses pods until its service account is there. */
async function persistent<T>(send: () => Promise<T>): Promise<T> {
  const until = Date.now() + patience;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const early = error instanceof Error && /serviceaccount|no API token/i.test(error.message);
      if (!early || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** Asks for the removal and sees it begin; a bare API server has no controller that would end it. */
async function removeNamespace(connection: ApiConnection, name: string): Promise<void> {
  const path = `/api/v1/namespaces/${name}`;
  await connection.json({ method: 'DELETE', path, operation: 'remove the namespace of the tests' });
  await waitUntil('the namespace of the tests ends', async () => {
    try {
      const { status } = await connection.json<{ status?: { phase?: string } }>({
        path,
        operation: 'read the namespace',
      });
      return status?.phase === 'Terminating';
    } catch (error) {
      return error instanceof PlumblineError && error.facts.kind === 'not-found';
    }
  });
}
