import type { AccessAnswer } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';
import type { RungName } from '../../contracts/runner.ts';
import { modeAllows } from '../../consent/modes.ts';
import { listWords } from '../../text/words.ts';
import { imageCarries, type ImageProposal } from './images.ts';
import { rungWords } from './rungs.ts';

/** The rungs that make something. */
export type MakingRung = 'debug-container' | 'probe-pod';

/** How a helper's programs are spoken to: by exec, or each as the entrypoint of its own container whose log is read. */
export type Via = 'exec' | 'log';

/** Everything that decides the next rung; all of it known before anything is made. */
export interface LadderFacts {
  readonly mode: Mode;
  /** Programs of which one would do. */
  readonly wanted: readonly string[];
  readonly access: {
    readonly exec: AccessAnswer;
    readonly log: AccessAnswer;
    readonly patchDebugContainers: AccessAnswer;
    readonly createPods: AccessAnswer;
    readonly deletePods: AccessAnswer;
  };
  /** An exec in this pod was refused, whatever the review says. */
  readonly execRefused: boolean;
  /** Why no container can be added to the pod; undefined where one can. */
  readonly podCloses: string | undefined;
  /** The node that the pod is on. */
  readonly node: string | undefined;
  /** The configured image; undefined where none is set. */
  readonly image: string | undefined;
  readonly proposals: readonly ImageProposal[];
  /** Rungs that were tried, and what became of them. */
  readonly failed: ReadonlyMap<RungName, string>;
  /** The operator was asked, and wants nothing to be made. */
  readonly declined: Omit<Stop, 'kind'> | undefined;
}

/** No rung is left. */
export interface Stop {
  readonly kind: 'stop';
  readonly sentence: string;
  readonly nextStep: string | undefined;
}

/** What to do next. */
export type LadderStep =
  | {
      readonly kind: 'make';
      readonly rung: MakingRung;
      readonly via: Via;
      /** Best first; the configured one alone where one is set. */
      readonly images: readonly ImageProposal[];
      /** Why the rungs before it will not do. */
      readonly passed: readonly string[];
    }
  /** Enter the pod's network from its node: it makes nothing, so nobody is asked. */
  | { readonly kind: 'enter'; readonly rung: 'node'; readonly passed: readonly string[] }
  | Stop;

/** The next rung, or why there is none, rung by rung. One that only could be made is no reason to pass over one that makes nothing. Pure. */
export function nextRung(facts: LadderFacts): LadderStep {
  const passed: string[] = [];
  let lacking: Omit<Stop, 'kind'> | undefined;
  for (const rung of ['debug-container', 'node', 'probe-pod'] as const) {
    const step = rung === 'node' ? entering(facts, passed) : making(rung, facts, passed);
    if ('kind' in step) return step;
    if ('why' in step) passed.push(`${rungWords[rung]}: ${step.why}`);
    else lacking ??= step;
  }
  if (lacking === undefined) return { kind: 'stop', sentence: passed.join('; '), nextStep: undefined };
  const sentence = [lacking.sentence, ...passed].join('; ');
  return { kind: 'stop', sentence, nextStep: lacking.nextStep };
}

function entering(facts: LadderFacts, passed: readonly string[]): LadderStep | { readonly why: string } {
  const why = facts.failed.get('node') ?? (facts.node === undefined ? 'the pod is on no node yet' : undefined);
  return why === undefined ? { kind: 'enter', rung: 'node', passed: [...passed] } : { why };
}

/** To make this rung, why it is out of the question, or what it would need. */
function making(
  rung: MakingRung,
  facts: LadderFacts,
  passed: readonly string[],
): LadderStep | { readonly why: string } | Omit<Stop, 'kind'> {
  const via = viaOf(facts);
  const why = facts.failed.get(rung) ?? (typeof via === 'object' ? via.why : closed(rung, facts));
  if (why !== undefined || typeof via === 'object') return { why: why ?? '' };
  const images = imagesFor(facts);
  if (images.length === 0) return imageTrouble(facts);
  if (!modeAllows(facts.mode, 'probe')) {
    return {
      sentence: `${rungWords[rung]} could be made for it, and plumbline runs in ${facts.mode} mode`,
      nextStep: 'Start plumbline with --mode probe; it asks before it makes anything.',
    };
  }
  return facts.declined ?? { kind: 'make', rung, via, images, passed: [...passed] };
}

function viaOf({ access, execRefused }: LadderFacts): Via | { readonly why: string } {
  if (access.exec.state !== 'denied' && !execRefused) return 'exec';
  if (access.log.state !== 'denied') return 'log';
  return { why: 'neither pods/exec nor pods/log is allowed, so its answer could not be read' };
}

/** Why a rung is out of the question; undefined where it may be tried. */
function closed(rung: MakingRung, facts: LadderFacts): string | undefined {
  const { access, podCloses, node } = facts;
  if (rung === 'debug-container') {
    if (podCloses !== undefined) return podCloses;
    return deniedWords(access.patchDebugContainers);
  }
  if (node === undefined) return 'the pod is on no node yet';
  // What cannot be removed again is not made where it need not stay.
  return deniedWords(access.createPods) ?? deniedWords(access.deletePods);
}

function deniedWords(answer: AccessAnswer): string | undefined {
  return answer.state === 'denied' ? answer.reason.replace(/\.$/, '') : undefined;
}

/** The images to choose from: none that is known to lack every wanted program. */
function imagesFor({ image, proposals, wanted }: LadderFacts): readonly ImageProposal[] {
  const candidates =
    image === undefined ? proposals : [{ image, why: 'reach.image', fits: imageCarries(image, wanted) }];
  return candidates.filter(({ fits }) => fits !== false);
}

function imageTrouble({ image, wanted, proposals }: LadderFacts): {
  readonly sentence: string;
  readonly nextStep: string;
} {
  const programs = listWords(wanted, 'or');
  if (image !== undefined) {
    return {
      sentence: `the configured image ${image} has no ${programs}`,
      nextStep: 'Set reach.image in the config file, or --image, to one that has it.',
    };
  }
  const seen = proposals.length === 0 ? '' : ` (seen: ${proposals.map((one) => one.image).join(', ')})`;
  return {
    sentence: `no image for a helper is set, and none on the node is known to have ${programs}${seen}`,
    nextStep: 'Set reach.image in the config file, or --image.',
  };
}
