import type { Fault } from './types.ts';

/** A CNI that was once tried has left its configuration on worker-3. */
export const secondCniConf: Fault = {
  name: 'second-cni-conf',
  title: 'A CNI that was once tried has left its configuration on worker-3',
  symptom: 'New pods on worker-3 stay in ContainerCreating; those that run are well.',
  cause:
    'The runtime takes the first file by name in /etc/cni/net.d: 05-calico.conflist, whose plugin is not there, instead of 10-flannel.conflist.',
  fix: 'Remove /etc/cni/net.d/05-calico.conflist on worker-3.',
  backends: ['lab'],
  effects: [
    {
      kind: 'cni-file',
      node: 'worker-3',
      file: '05-calico.conflist',
      text: JSON.stringify({
        cniVersion: '0.3.1',
        name: 'k8s-pod-network',
        plugins: [{ type: 'calico', datastore_type: 'kubernetes', ipam: { type: 'calico-ipam' } }],
      }),
    },
  ],
  shows: undefined,
};
