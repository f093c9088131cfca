import { acrossNodes } from './main-link.ts';
import type { Fault } from './types.ts';

/** worker-2 is cut off. */
export const nodeUnreachable: Fault = {
  name: 'node-unreachable',
  title: 'worker-2 is cut off',
  symptom: 'Node worker-2 is NotReady and no pod on it answers.',
  cause: 'The network link of worker-2 is down.',
  fix: 'Restore the link of worker-2, or drain it so that its pods start elsewhere.',
  backends: ['simulate', 'lab'],
  effects: [
    { kind: 'underlay-cut', node: 'worker-2' },
    { kind: 'node-not-ready', node: 'worker-2' },
  ],
  shows: { ...acrossNodes, measured: 'timeout' },
};
