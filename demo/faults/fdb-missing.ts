import { acrossNodes } from './main-link.ts';
import type { Fault } from './types.ts';

/** worker-1 has lost the way to the tunnel end of worker-2. */
export const fdbMissing: Fault = {
  name: 'fdb-missing',
  title: 'worker-1 has lost the way to the tunnel end of worker-2',
  symptom:
    'Pods of worker-1 and pods of worker-2 do not reach each other: everything between them times out. All other pairs of nodes work.',
  cause:
    'The forwarding database of flannel.1 on worker-1 has no entry for the VTEP of worker-2, so packets to it are dropped before they leave the node.',
  fix: 'Restart the flannel pod on worker-1; it writes the entry again.',
  backends: ['simulate', 'lab'],
  effects: [{ kind: 'fdb-entry-missing', node: 'worker-1', peer: 'worker-2' }],
  shows: { ...acrossNodes, measured: 'timeout' },
};
