import { acrossNodes } from './main-link.ts';
import type { Fault } from './types.ts';

/** worker-2 loses 30 % of what arrives. */
export const packetLoss: Fault = {
  name: 'packet-loss',
  title: 'worker-2 loses 30 % of what arrives',
  symptom:
    'Every flow to or from worker-2 loses about a third of its packets one way: pings are missing, connections are slow to open, bandwidth collapses.',
  cause: 'The uplink of worker-2 drops 30 % of the packets that arrive.',
  fix: 'Check the cable, port and driver of the uplink of worker-2 (ip -s link, ethtool -S); move pods away until it is mended.',
  backends: ['simulate', 'lab'],
  effects: [{ kind: 'packet-loss', node: 'worker-2', percent: 30 }],
  shows: { ...acrossNodes, measured: 'lossy' },
};
