import type { Fault } from './types.ts';

/** A NetworkPolicy closes the way to the backend. */
export const policyDrop: Fault = {
  name: 'policy-drop',
  title: 'A NetworkPolicy closes the way to the backend',
  symptom: 'The frontend no longer reaches the backend: TCP and ping time out, DNS still works.',
  cause:
    'NetworkPolicy shop/frontend-egress isolates the egress of the frontend and admits DNS only; the rule for the backend was forgotten.',
  fix: 'Add an egress rule to app=backend, TCP 8080, to the policy, or delete the policy.',
  backends: ['simulate', 'lab'],
  effects: [
    {
      kind: 'create-object',
      object: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'frontend-egress', namespace: 'shop' },
        spec: {
          podSelector: { matchLabels: { app: 'frontend' } },
          policyTypes: ['Egress'],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
                },
              ],
              ports: [
                { protocol: 'UDP', port: 53 },
                { protocol: 'TCP', port: 53 },
              ],
            },
          ],
        },
      },
    },
  ],
  shows: { from: 'shop/frontend', to: 'shop/backend:8080', measured: 'timeout' },
};
