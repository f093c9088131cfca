import type { Fault } from './types.ts';
import { acrossNodes } from './main-link.ts';

/** worker-1 does not know the MAC address of the tunnel end of worker-2. */
export const neighbourMissing: Fault = {
  name: 'neighbour-missing',
  title: 'worker-1 does not know the MAC address of the tunnel end of worker-2',
  symptom:
    'Pods of worker-1 and pods of worker-2 do not reach each other: connections hang for seconds and are told then that the host is unreachable. All other pairs of nodes work.',
  cause:
    'The permanent neighbour entry for the VTEP of worker-2 is gone on worker-1. The kernel asks by ARP, which nobody answers on flannel.1.',
  fix: 'Restart the flannel pod on worker-1; it writes the entry again.',
  backends: ['lab'],
  effects: [{ kind: 'neighbour-missing', node: 'worker-1', peer: 'worker-2' }],
  shows: { ...acrossNodes, measured: 'no-route' },
};
