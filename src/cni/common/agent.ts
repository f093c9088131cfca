import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { CniNodeRecord, CniObjects } from '../evidence.ts';
import { finding } from './rule.ts';

/** Whether the node is ready and the CNI's pod is there and ready; known from the objects alone. */
export function agentFindings(record: CniNodeRecord, { summary }: CniObjects): readonly CniFinding[] {
  const { name, ready, networkUnavailable, agent } = record;
  const found: CniFinding[] = [];
  if (ready !== undefined && ready !== 'True') {
    found.push(
      finding(
        'common/node-ready',
        'fault',
        `${name} is not ready${ready === 'Unknown' ? ': its kubelet has fallen silent' : ''}.`,
        {
          nextStep: `kubectl describe node ${name}: see its conditions, then the kubelet's log there.`,
        },
      ),
    );
  }
  if (networkUnavailable !== undefined) {
    found.push(
      finding(
        'common/network-unavailable',
        'fault',
        `${name} says that its network is unavailable: ${networkUnavailable}.`,
        {
          nextStep: `The CNI's agent takes that back once it runs: see its log on ${name}.`,
        },
      ),
    );
  }
  const { daemonSet, namespace } = summary;
  if (daemonSet === undefined) return found;
  const set = `${namespace}/${daemonSet.name}`;
  if (agent?.pod === undefined) {
    found.push(
      finding('common/agent', 'fault', `There is no pod of ${set} on ${name}: new pods there get no network.`, {
        nextStep: `kubectl describe daemonset -n ${namespace} ${daemonSet.name}, and the taints of ${name}.`,
      }),
    );
  } else if (!agent.ready) {
    found.push(
      finding(
        'common/agent',
        'fault',
        `${agent.pod.namespace}/${agent.pod.name} on ${name} is not ready${agent.restarts > 0 ? `, restarted ${agent.restarts} times` : ''}.`,
        { nextStep: `kubectl logs -n ${agent.pod.namespace} ${agent.pod.name} -c ${agent.pod.container}` },
      ),
    );
  } else {
    found.push(finding('common/agent', 'ok', `${agent.pod.namespace}/${agent.pod.name} is ready.`));
  }
  return found;
}

/** The agent in a word or two. */
export function agentCell({ agent }: CniNodeRecord, { summary }: CniObjects): CniCell {
  if (summary.daemonSet === undefined) return { text: '-', health: 'ok' };
  if (agent?.pod === undefined) return { text: 'missing', health: 'fault' };
  return agent.ready ? { text: 'ready', health: 'ok' } : { text: 'not ready', health: 'fault' };
}
