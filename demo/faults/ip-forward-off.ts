import { acrossNodes } from './main-link.ts';
import type { Fault } from './types.ts';

/** worker-2 does not forward packets. */
export const ipForwardOff: Fault = {
  name: 'ip-forward-off',
  title: 'worker-2 does not forward packets',
  symptom:
    'Pods on worker-2 neither reach pods of other nodes nor are reached from there; between pods on worker-2 everything works.',
  cause: 'net.ipv4.ip_forward is 0 on worker-2.',
  fix: 'sysctl -w net.ipv4.ip_forward=1 on worker-2, and in /etc/sysctl.d so that it stays.',
  backends: ['simulate', 'lab'],
  effects: [{ kind: 'ip-forward-off', node: 'worker-2' }],
  shows: { ...acrossNodes, measured: 'timeout' },
};
