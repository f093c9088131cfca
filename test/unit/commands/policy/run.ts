import type { Cluster } from '../../../../src/contracts/cluster.ts';
import { runPolicyCommand } from '../../../../src/commands/policy/run-policy-command.ts';

/** How a policy command ended. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a policy command on manifests that come on standard input; `files` are the others that it may read, by their path, and
 * `cluster` is asked where the options name no manifests.
 */
export async function runOn(
  manifests: string,
  name: string,
  options: Readonly<Record<string, unknown>>,
  {
    args = [],
    files = {},
    cluster,
  }: { args?: readonly string[]; files?: Readonly<Record<string, string>>; cluster?: () => Cluster } = {},
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runPolicyCommand(
    name,
    args,
    { manifests: cluster === undefined ? ['-'] : [], ...options },
    {
      openCluster: () => {
        if (cluster === undefined) throw new Error('no cluster may be asked');
        return cluster();
      },
      standardInput: () => Promise.resolve(manifests),
      readFile: (path) => {
        const text = files[path];
        return text === undefined ? Promise.reject(new Error('ENOENT: no such file')) : Promise.resolve(text);
      },
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
    },
  );
  return { exitCode, stdout, stderr };
}

/** A shop: frontend may connect to backend on TCP 8080, by labels; nobody else may; a service leads to backend. */
export const shop = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Pod
metadata: { name: frontend, namespace: shop, labels: { app: frontend, tier: web } }
spec: { nodeName: worker-1, containers: [{ name: main }] }
status: { phase: Running, podIP: 10.1.0.1 }
---
apiVersion: v1
kind: Pod
metadata: { name: backend, namespace: shop, labels: { app: backend, tier: api } }
spec: { nodeName: worker-2, containers: [{ name: main, ports: [{ name: http, containerPort: 8080 }] }] }
status: { phase: Running, podIP: 10.1.0.2 }
---
apiVersion: v1
kind: Pod
metadata: { name: other, namespace: shop, labels: { app: other } }
spec: { nodeName: worker-2, containers: [{ name: main }] }
status: { phase: Running, podIP: 10.1.0.3 }
---
apiVersion: v1
kind: Node
metadata: { name: worker-1 }
status: { addresses: [{ type: InternalIP, address: 192.0.2.1 }] }
---
apiVersion: v1
kind: Service
metadata: { name: backend, namespace: shop }
spec: { clusterIP: 10.96.0.7, selector: { app: backend }, ports: [{ name: web, port: 80, targetPort: http }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: backend-ingress
  namespace: shop
spec:
  podSelector:
    matchLabels: { app: backend }
  ingress:
    - from:
        - podSelector:
            matchLabels: { tier: web }
      ports:
        - port: 8080
`;
