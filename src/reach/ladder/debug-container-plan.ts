import type { ApiCall } from '../../contracts/cluster.ts';
import type { Instant } from '../../contracts/time.ts';
import { podPath } from '../../kube/exec/target.ts';
import { kubectlArgv } from '../kubectl-line.ts';
import { shellLine } from '../quote.ts';
import { deadlineVariable, makerVariable } from './names.ts';
import { type HelperPlan, type HelperWish, lastsText } from './plan.ts';
import { type PodSecurityLevel, securityContext, securityWords } from './pod-security.ts';
import { sleeperArgv } from './sleeper.ts';

/** kubectl's own profile that comes nearest; what it lacks is in the JSON beside it. */
const kubectlProfile: Readonly<Record<PodSecurityLevel, string>> = {
  privileged: 'baseline',
  baseline: 'baseline',
  restricted: 'restricted',
};

/** Most containers made for single commands in one pod: each leaves an entry there. */
export const mostEntrypoints = 12;

/** A debug container of this name; `argv` is its entrypoint, else it waits for programs until its deadline. Pure. */
export function planDebugContainer(
  wish: HelperWish,
  name: string,
  now: Instant,
  argv: readonly string[] = sleeperArgv(name, wish.lasts / 1000, now + wish.lasts),
): HelperPlan {
  const { pod, image, via, security, lasts, maker, kubectl } = wish;
  const container = {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: [...argv],
    env: [
      { name: deadlineVariable, value: new Date(now + lasts).toISOString() },
      { name: makerVariable, value: maker },
    ],
    securityContext: securityContext(security.level, pod.demands),
  };
  const target = `pod ${pod.namespace}/${pod.name}`;
  const request: ApiCall = {
    method: 'PATCH',
    path: `${podPath({ namespace: pod.namespace, pod: pod.name })}/ephemeralcontainers`,
    contentType: 'application/strategic-merge-patch+json',
    // With the uid another pod of the same name is not patched.
    body: { metadata: { uid: pod.uid }, spec: { ephemeralContainers: [container] } },
    operation: 'make a debug container',
    object: target,
    intent: { kind: 'create-helper', what: `debug container ${name} in ${target}` },
  };
  return {
    rung: 'debug-container',
    via,
    name,
    namespace: pod.namespace,
    pod: pod.name,
    node: pod.node,
    image,
    security,
    lasts,
    request,
    commandLine: debugLine(wish, container, argv, kubectl),
    told: toldOf(wish, name, target),
  };
}

/** `kubectl debug` with everything that its profiles lack given by --custom, which reads a file. */
function debugLine(
  { pod, security, image }: HelperWish,
  container: { readonly name: string } & Readonly<Record<string, unknown>>,
  argv: readonly string[],
  kubectl: HelperWish['kubectl'],
): string {
  const { name, image: _image, command: _command, ...custom } = container;
  const words = [
    'debug',
    '-n',
    pod.namespace,
    `pod/${pod.name}`,
    `--image=${image}`,
    `--container=${name}`,
    `--profile=${kubectlProfile[security.level]}`,
    '--custom=/dev/stdin',
    '--attach=false',
    '--',
    ...argv,
  ];
  return `${shellLine(['echo', JSON.stringify(custom)])} | ${shellLine(kubectlArgv(words, kubectl))}`;
}

function toldOf({ image, via, security, lasts, pod }: HelperWish, name: string, target: string): readonly string[] {
  const made =
    via === 'exec'
      ? `A debug (ephemeral) container ${name} in ${target}, image ${image}.`
      : `A debug (ephemeral) container in ${target} for each command, image ${image}: exec is not allowed, so the command is its entrypoint and the answer its log; at most ${mostEntrypoints}.`;
  const ends =
    via === 'exec'
      ? `It waits for programs, ends by itself after ${lastsText(lasts)}, and is ended when plumbline exits. While you measure it is made anew after that.`
      : 'Each ends with its command, which bounds itself.';
  const root = pod.demands.runAsNonRoot || security.level === 'restricted' ? '' : ' It runs as the user of its image.';
  return [
    made,
    `Security context for ${security.level} (${security.basis}): ${securityWords(security.level)}.${root}`,
    ends,
    'What stays: its entry in the pod cannot be removed; it goes with the pod.',
    "It has no resource limits of its own: what it uses counts on the pod's.",
  ];
}
