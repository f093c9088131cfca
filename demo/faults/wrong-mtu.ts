import type { Fault } from './types.ts';

/** The tunnel of worker-2 takes less than its pods send. */
export const wrongMtu: Fault = {
  name: 'wrong-mtu',
  title: 'The tunnel of worker-2 takes less than its pods send',
  symptom:
    'Large packets of pods on worker-2 are sent back with ‘fragmentation needed’ before they leave the node: most connections learn that and work, those behind whose firewalls ICMP is dropped hang.',
  cause: 'flannel.1 of worker-2 has MTU 1400, but cni0 and the pods there have 1450.',
  fix: 'Restart the flannel pod on worker-2; it makes the device as it is configured.',
  backends: ['lab'],
  effects: [{ kind: 'tunnel-mtu', node: 'worker-2', mtu: 1400 }],
  shows: undefined,
};
