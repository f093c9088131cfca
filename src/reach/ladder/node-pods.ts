import { modeAllows } from '../../consent/modes.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Climb } from '../../contracts/ladder.ts';
import type { Duration } from '../../contracts/time.ts';
import { errorWords } from './error-words.ts';
import type { MadeEntry } from './made.ts';
import { newName, nodePodPrefix } from './names.ts';
import { createNodePod } from './node-pod-create.ts';
import { candidateNamespaces, readDebuggedNode } from './node-pod-facts.ts';
import { chooseNamespaces } from './node-pod-namespace.ts';
import { firstAdmitted, imagesForNode, nodePodOptions } from './node-pod-options.ts';
import { type LadderParts, nearEnd } from './parts.ts';

/** Debug pods on nodes, of one session. */
export interface NodePods {
  /** Makes one on this node and hands it to the nodes' desk, after a question; one that runs there still is kept. Never rejects. */
  reach(node: string, signal: AbortSignal): Promise<Climb>;
}

/** How long the ways that there are already may take before the operator is asked. */
const wayPatience: Duration = 4000;

type Stopped = Extract<Climb, { readonly climbed: false }>;

/** Makes nothing yet. */
export function createNodePods(parts: LadderParts): NodePods {
  const pods = new Map<string, MadeEntry>();
  const reaching = new Map<string, Promise<Climb>>();
  return {
    async reach(node, signal) {
      const standing = pods.get(node)?.current();
      const lives = standing?.state === 'running' && standing.deadline > parts.now() + nearEnd(parts.settings);
      if (lives) return { climbed: true };
      const under = reaching.get(node);
      if (under !== undefined) return await under;
      const making = make(parts, node, signal, (entry) => pods.set(node, entry))
        .catch((error: unknown) => stop(signal.aborted ? 'stopped' : errorWords(error), nextStepOf(error)))
        .finally(() => reaching.delete(node));
      reaching.set(node, making);
      return await making;
    },
  };
}

async function make(
  parts: LadderParts,
  node: string,
  signal: AbortSignal,
  keep: (entry: MadeEntry) => void,
): Promise<Climb> {
  const { cluster, mode } = parts;
  if (!modeAllows(mode, 'probe')) {
    const sentence = `a debug pod could be made on node ${node}, and plumbline runs in ${mode} mode`;
    return stop(sentence, 'Start plumbline with --mode probe; it asks before it makes anything.');
  }
  const [debugged, candidates, reached] = await Promise.all([
    readDebuggedNode(cluster, node),
    candidateNamespaces(cluster),
    wayWords(parts, node),
  ]);
  if (debugged.os !== 'linux') return stop(`node ${node} runs ${debugged.os}, where this is not possible`, undefined);
  const images = imagesForNode(parts, debugged);
  if (images.length === 0) {
    const sentence = `no image for a helper is set, and none on node ${node} is known to do`;
    return stop(sentence, 'Set reach.image in the config file, or --image.');
  }
  const { chosen, refused } = chooseNamespaces(candidates);
  const name = newName(nodePodPrefix);
  const offer = { node, images, name };
  const admitted = await firstAdmitted(parts, offer, chosen, signal);
  const passed = [...refused, ...admitted.refused];
  if (admitted.namespace === undefined) return stop(`no debug pod can be made: ${passed.join('; ')}`, undefined);
  const options = nodePodOptions(parts, offer, admitted.namespace);
  const reasons = [reached, ...passed.map((line) => `Not in ${line}.`)];
  const question = {
    rung: 'node',
    pod: `node ${node}`,
    reasons,
    choices: options.map(({ choice }) => choice),
  } as const;
  const answer = await parts.ask(question, signal);
  signal.throwIfAborted();
  const picked = options.find(({ choice }) => choice === answer.choice);
  if (picked === undefined) {
    return answer.choice === undefined
      ? stop(answer.sentence, answer.nextStep)
      : stop('another choice was made', undefined);
  }
  keep(await createNodePod(parts, picked.wish, name, signal));
  return { climbed: true };
}

/** Whether the node is reached already, as a sentence for the question. */
async function wayWords({ cluster }: LadderParts, node: string): Promise<string> {
  const asked = cluster.nodes.way(node, { files: true, background: true }).then(
    ({ place }) => `Node ${node} is reached already: ${place.text}. A debug pod is used only where that fails.`,
    (error: unknown) => errorWords(error).replace(/([^.])$/, '$1.'),
  );
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve(`Whether node ${node} is reached otherwise is not known yet.`), wayPatience).unref();
  });
  return await Promise.race([asked, late]);
}

function stop(sentence: string, nextStep: string | undefined): Stopped {
  return { climbed: false, sentence, nextStep };
}

function nextStepOf(error: unknown): string | undefined {
  return error instanceof PlumblineError ? error.facts.nextStep : undefined;
}
