import { acrossNodes } from './main-link.ts';
import type { Fault } from './types.ts';

/** Large packets to and from worker-2 vanish. */
export const mtuBlackHole: Fault = {
  name: 'mtu-black-hole',
  title: 'Large packets to and from worker-2 vanish',
  symptom:
    'Connections between pods on worker-2 and pods elsewhere open, and hang as soon as more than a little is sent; small pings pass, large ones do not, and no error comes back.',
  cause:
    'On the uplink of worker-2 tunnel packets above 1400 bytes are dropped without an ICMP message, but the pods send packets that need 1500.',
  fix: 'Repair the MTU of the underlay, or lower the MTU in the net-conf.json of flannel to what passes (1350) and recreate the pods.',
  backends: ['simulate', 'lab'],
  effects: [{ kind: 'mtu-black-hole', node: 'worker-2', mtu: 1400 }],
  shows: { ...acrossNodes, measured: 'path-mtu-black-hole' },
};
