import type { HelperChoice } from '../../contracts/ladder.ts';
import { errorWords } from './error-words.ts';
import type { ImageProposal } from './images.ts';
import { type DebuggedNode, knowsRecursiveReadOnly } from './node-pod-facts.ts';
import type { ChosenNamespace } from './node-pod-namespace.ts';
import { type NodePodWish, planNodePod } from './node-pod-plan.ts';
import { nodePodProfiles, profileLabels } from './node-pod-profile.ts';
import { lastsOf, type LadderParts } from './parts.ts';

/** A choice of the operator's and what would be made by it. */
export interface NodePodOption {
  readonly choice: HelperChoice;
  readonly wish: NodePodWish;
}

/** What options are made of. */
export interface NodePodOffer {
  readonly node: string;
  /** The name that the pod would get. */
  readonly name: string;
  /** Best first. */
  readonly images: readonly ImageProposal[];
}

/** The configured image alone where one is set, else the proposals. */
export function imagesForNode({ settings }: LadderParts, { proposals }: DebuggedNode): readonly ImageProposal[] {
  return settings.image === undefined ? proposals : [{ image: settings.image, why: 'reach.image', fits: undefined }];
}

/** The first namespace whose admission takes the pod: a dry run makes nothing, and its refusal is in the server's own words. */
export async function firstAdmitted(
  parts: LadderParts,
  offer: NodePodOffer,
  namespaces: readonly ChosenNamespace[],
  signal: AbortSignal,
): Promise<{ readonly namespace: ChosenNamespace | undefined; readonly refused: readonly string[] }> {
  const refused: string[] = [];
  for (const namespace of namespaces) {
    const [option] = nodePodOptions(parts, offer, namespace);
    if (option === undefined) break;
    signal.throwIfAborted();
    try {
      const { request } = planNodePod(option.wish, offer.name, parts.now());
      await parts.cluster.api({ ...request, query: { dryRun: 'All' } });
      return { namespace, refused };
    } catch (error) {
      refused.push(`namespace ${namespace.name}: ${errorWords(error)}`);
    }
  }
  return { namespace: undefined, refused };
}

/** The least that serves most comes first, with each image; the others with the best image. */
export function nodePodOptions(
  { settings, maker, kubectl, cluster, now }: LadderParts,
  { node, images, name }: NodePodOffer,
  namespace: ChosenNamespace,
): readonly NodePodOption[] {
  const recursive = knowsRecursiveReadOnly(cluster.status.getSnapshot().serverVersion);
  return nodePodProfiles.flatMap((profile, index) =>
    images.slice(0, index === 0 ? undefined : 1).map(({ image, why }): NodePodOption => {
      const wish: NodePodWish = {
        node,
        namespace: namespace.name,
        basis: namespace.basis,
        image,
        profile,
        recursive,
        lasts: lastsOf(settings),
        maker,
        kubectl: kubectl(),
      };
      const { told, commandLine } = planNodePod(wish, name, now());
      return { wish, choice: { image, variant: profile, why: `${profileLabels[profile]}; ${why}`, told, commandLine } };
    }),
  );
}
