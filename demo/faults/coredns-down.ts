import type { Fault } from './types.ts';

/** CoreDNS is down. */
export const corednsDown: Fault = {
  name: 'coredns-down',
  title: 'CoreDNS is down',
  symptom: 'Names are not resolved anywhere in the cluster; connections to addresses still work.',
  cause: 'No CoreDNS pod runs: service kube-system/kube-dns has no ready endpoint.',
  fix: 'See why the pods of deployment kube-system/coredns are not ready (logs, events) and get them running.',
  backends: ['simulate', 'lab'],
  effects: [
    { kind: 'processes-stopped', namespace: 'kube-system', podPrefix: 'coredns' },
    { kind: 'pods-not-ready', namespace: 'kube-system', podPrefix: 'coredns' },
  ],
  shows: { from: 'shop/frontend', to: 'svc/shop/backend:8080', measured: 'dns-failing' },
};
