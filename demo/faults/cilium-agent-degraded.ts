import type { Fault } from './types.ts';

/** Cilium's agent on worker-2 does not reach the API server. */
export const ciliumAgentDegraded: Fault = {
  name: 'cilium-agent-degraded',
  title: 'Cilium’s agent on worker-2 does not reach the API server',
  symptom:
    'cilium-dbg status on worker-2 tells of a failure of Kubernetes and of a controller that fails; what is connected stays connected, changes of pods and policies do not arrive there.',
  cause: 'The agent’s requests to 10.96.0.1:443 time out on worker-2.',
  fix: 'Restore the way from worker-2 to the API server; the agent catches up by itself.',
  backends: ['simulate', 'lab'],
  cnis: ['cilium'],
  effects: [{ kind: 'cilium-agent-degraded', node: 'worker-2' }],
  shows: undefined,
};
