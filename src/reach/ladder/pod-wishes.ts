import type { ClimbWant } from '../../contracts/ladder.ts';
import type { LadderFacts, MakingRung, Via } from './decide.ts';
import { imagesOnNode, namespaceLabels, reviewAccess, selectedKeys } from './gather-facts.ts';
import { proposeImages } from './images.ts';
import { lastsOf, type LadderParts } from './parts.ts';
import type { HelperWish } from './plan.ts';
import type { PodFacts } from './pod-facts.ts';
import { securityBasis } from './pod-security.ts';
import { safeLabels } from './safe-labels.ts';

/** Asks and reads what decides the next rung of a pod; `failed` is what became of the rungs that were tried, `declined` the operator's no. */
export async function ladderFacts(
  { cluster, settings, mode }: LadderParts,
  pod: PodFacts,
  want: ClimbWant,
  failed: LadderFacts['failed'],
  declined: LadderFacts['declined'],
): Promise<LadderFacts> {
  const { image: podImage, node } = pod;
  const [access, onNode] = await Promise.all([
    reviewAccess(cluster, pod.namespace),
    settings.image === undefined ? imagesOnNode(cluster, node) : [],
  ]);
  return {
    mode,
    wanted: want.programs,
    access,
    execRefused: want.execRefused,
    podCloses: pod.ending ?? (pod.isStatic ? 'it is a static pod, to which nothing can be added' : undefined),
    node,
    image: settings.image,
    proposals: proposeImages({ node, onNode, podImage, wanted: want.programs }),
    failed,
    declined,
  };
}

/** What a helper of this rung would be made of, by its image: security context and labels are the same for each. */
export async function wishesFor(
  { cluster, settings, maker, kubectl }: LadderParts,
  pod: PodFacts,
  rung: MakingRung,
  via: Via,
): Promise<(image: string) => HelperWish> {
  const isProbePod = rung === 'probe-pod';
  const [labels, selected] = await Promise.all([
    namespaceLabels(cluster, pod.namespace),
    isProbePod ? selectedKeys(cluster, pod.namespace) : undefined,
  ]);
  // What the pod demands of its containers says nothing about another pod.
  const demands = isProbePod ? { runAsNonRoot: false, runAsUser: undefined } : pod.demands;
  const security = securityBasis(pod.namespace, labels, demands);
  return (image) => ({
    pod,
    image,
    via,
    security,
    lasts: lastsOf(settings),
    maker,
    labels: isProbePod ? safeLabels(pod.labels, selected) : undefined,
    kubectl: kubectl(),
  });
}
