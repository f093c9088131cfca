import type { Fault } from './types.ts';

/** The table of tracked connections of worker-3 is full. */
export const conntrackFull: Fault = {
  name: 'conntrack-full',
  title: 'The table of tracked connections of worker-3 is full',
  symptom: 'New connections from and to pods on worker-3 time out; those that are open go on.',
  cause:
    'As many connections as net.netfilter.nf_conntrack_max allows are tracked on worker-3, none of which may be thrown out.',
  fix: 'Raise net.netfilter.nf_conntrack_max, and find who opens so many (conntrack -L).',
  backends: ['lab'],
  effects: [{ kind: 'connections-full', node: 'worker-3' }],
  shows: undefined,
};
