import { acrossNodes } from './main-link.ts';
import type { Fault } from './types.ts';

/** worker-1 has no route to the pods of worker-2. */
export const routeMissing: Fault = {
  name: 'route-missing',
  title: 'worker-1 has no route to the pods of worker-2',
  symptom:
    'Pods of worker-1 and pods of worker-2 do not reach each other: everything between them times out. All other pairs of nodes work.',
  cause:
    'The route to the podCIDR of worker-2 over flannel.1 is gone on worker-1, so packets leave by the default route, where nobody knows them and nobody can answer them.',
  fix: 'Restart the flannel pod on worker-1; it writes the route again.',
  backends: ['simulate', 'lab'],
  effects: [{ kind: 'route-missing', node: 'worker-1', peer: 'worker-2' }],
  shows: { ...acrossNodes, measured: 'timeout' },
};
