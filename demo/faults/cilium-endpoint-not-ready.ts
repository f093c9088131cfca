import type { Fault } from './types.ts';

/** Endpoints of shop/cart are not ready. */
export const ciliumEndpointNotReady: Fault = {
  name: 'cilium-endpoint-not-ready',
  title: 'Endpoints of shop/cart are not ready in Cilium',
  symptom: 'cilium-dbg endpoint list shows the endpoints of shop/cart in state not-ready, their BPF health as Failure.',
  cause: 'The agent could not load the programs of these endpoints.',
  fix: 'See the agent’s log for the endpoint; deleting the pod makes it a new one.',
  backends: ['simulate', 'lab'],
  cnis: ['cilium'],
  effects: [{ kind: 'cilium-endpoint-not-ready', namespace: 'shop', podPrefix: 'cart' }],
  shows: undefined,
};
