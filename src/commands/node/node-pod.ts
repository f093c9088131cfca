import { type Command, Option } from 'commander';
import type { Config } from '../../config/schema.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { createLadder } from '../../reach/ladder/create-ladder.ts';
import { currentMaker } from '../../reach/ladder/maker.ts';
import { type NodePodProfile, nodePodProfiles } from '../../reach/ladder/node-pod-profile.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { fullStop } from '../../text/words.ts';
import { leftHelpersText } from '../left-helpers.ts';
import { agreeByOption } from '../probe/agree-by-option.ts';

/** What the command line says about a debug pod on a node. */
export interface NodePodOptions {
  /** Where no other way leads to the node: of this profile; true for the one that serves most. */
  readonly debugPod?: true | NodePodProfile;
  readonly image?: string;
  readonly yes?: boolean;
}

/** The options of a command that works on one node. */
export function nodePodOptions(command: Command): Command {
  return command
    .optionsGroup('Debug pod:')
    .addOption(
      new Option(
        '--debug-pod [profile]',
        'where no other way leads to the node, make a debug pod there for as long as the command runs; needs --mode probe, --image and --yes',
      ).choices(nodePodProfiles),
    )
    .option('--image <image>', 'the image of the debug pod')
    .option('-y, --yes', 'agree to what is told on stderr before it is made');
}

/** What making one needs of the world. */
export interface NodePodParts {
  readonly cluster: Cluster;
  readonly config: Config;
  readonly mode: Mode;
  readonly kubeconfig: string | undefined;
  readonly stderr: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Does the work, with a debug pod on the node where that was asked for and nothing else leads there; it is removed
 * afterwards. Rejects with a PlumblineError where it was asked for and cannot be had.
 */
export async function withNodePod<Result>(
  { cluster, config, mode, kubeconfig, stderr, signal }: NodePodParts,
  { debugPod, image = config.reach.image, yes = false }: NodePodOptions,
  node: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (debugPod === undefined) return await work();
  const way = await cluster.nodes.way(node, { files: true }).catch(() => undefined);
  if (way !== undefined) {
    stderr(`plumbline: ${safeLine(`node ${node} is reached without a debug pod: ${way.place.text}.`)}\n`);
    return await work();
  }
  const ladder = createLadder(
    {
      cluster,
      settings: { ...config.reach, image },
      mode,
      recorder: { append: () => {} },
      kubeconfig,
      maker: currentMaker(),
    },
    agreeByOption({ yes, imageSet: image !== undefined, variant: debugPod === true ? undefined : debugPod }, stderr),
  );
  try {
    const climb = await ladder.reachNode(node, signal);
    if (!climb.climbed) {
      throw new PlumblineError(fullStop(`There is no debug pod on node ${node}: ${climb.sentence}`), {
        kind: 'consent',
        operation: 'make a debug pod on a node',
        object: `node ${node}`,
        ...(climb.nextStep === undefined ? {} : { nextStep: climb.nextStep }),
      });
    }
    return await work();
  } finally {
    await ladder.close();
    const left = leftHelpersText(ladder.made.getSnapshot());
    if (left !== '') stderr(left);
  }
}
