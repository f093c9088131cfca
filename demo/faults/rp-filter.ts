import { acrossNodes } from './main-link.ts';
import type { Fault } from './types.ts';

/** worker-2 drops what comes from worker-1, because it would answer by another way. */
export const rpFilter: Fault = {
  name: 'rp-filter',
  title: 'The reverse path filter of worker-2 drops what comes from pods of worker-1',
  symptom:
    'Pods of worker-1 and pods of worker-2 do not reach each other: everything between them times out. All other pairs of nodes work.',
  cause:
    'On worker-2 the route to the pods of worker-1 leads directly over eth0, their packets come by flannel.1, and rp_filter is 1 (strict) there.',
  fix: 'Restart the flannel pod on worker-2 to have its route back, and set rp_filter of flannel.1 to 2 or 0.',
  backends: ['lab'],
  effects: [{ kind: 'asymmetric-route', node: 'worker-2', peer: 'worker-1' }],
  shows: { ...acrossNodes, measured: 'timeout' },
};
