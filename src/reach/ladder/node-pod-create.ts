import { PlumblineError } from '../../contracts/errors.ts';
import { fieldsOf, isFields, textOf } from '../../inventory/prune/fields.ts';
import { kubectlArgv } from '../kubectl-line.ts';
import { shellLine } from '../quote.ts';
import { createWithAdmission } from './create-with-admission.ts';
import { endHelper } from './end-helper.ts';
import type { MadeEntry } from './made.ts';
import { nodePodContainer, type NodePodPlan, type NodePodWish, planNodePod } from './node-pod-plan.ts';
import type { LadderParts } from './parts.ts';
import { waitUntilStarted } from './wait-until-started.ts';

/**
 * Makes a node's debug pod, waits until it runs and hands it to the nodes' desk. It is in the list from right before its
 * request is sent; one that does not come is removed. Rejects with why it does not.
 */
export async function createNodePod(
  parts: LadderParts,
  wish: NodePodWish,
  name: string,
  signal: AbortSignal,
): Promise<MadeEntry> {
  const { cluster } = parts;
  const { namespace, node } = wish;
  let uid = '';
  let entry: MadeEntry | undefined;
  try {
    const { answer } = await createWithAdmission<NodePodPlan>(cluster, {
      plan: planNodePod(wish, name, parts.now()),
      stricter: () => undefined,
      onSend() {
        entry = parts.made.add(madeOf(parts, wish, name), () =>
          endHelper(cluster, { kind: 'node-debug-pod', namespace, pod: name, name, uid, sleeps: true }),
        );
      },
      signal,
    });
    uid = isFields(answer) ? textOf(fieldsOf(answer, 'metadata'), 'uid') : '';
    const { state } = await waitUntilStarted(cluster, { namespace, pod: name, container: nodePodContainer }, signal);
    if (state.kind !== 'running') {
      const sentence = state.kind === 'stuck' ? state.sentence : `it ended at once: ${state.message}`;
      throw new PlumblineError(sentence, { kind: 'protocol', operation: 'start a debug pod', object: name });
    }
  } catch (error) {
    if (error instanceof PlumblineError && error.facts.status !== undefined && uid === '') entry?.drop();
    else await entry?.end();
    throw error;
  }
  if (entry === undefined) throw new Error('A debug pod was made that is not in the list.');
  entry.update({ state: 'running' });
  cluster.nodes.adopt(node, { namespace, pod: name, container: nodePodContainer, ...(uid === '' ? {} : { uid }) });
  return entry;
}

function madeOf(parts: LadderParts, { namespace, node, image, lasts }: NodePodWish, name: string) {
  const now = parts.now();
  return {
    kind: 'node-debug-pod',
    name,
    namespace,
    pod: name,
    node,
    image,
    madeAt: now,
    deadline: now + lasts,
    state: 'starting',
    note: undefined,
    removal: shellLine(kubectlArgv(['delete', 'pod', '-n', namespace, name, '--wait=false'], parts.kubectl())),
  } as const;
}
