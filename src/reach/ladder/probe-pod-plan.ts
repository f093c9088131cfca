import type { ApiCall } from '../../contracts/cluster.ts';
import type { Json } from '../../contracts/json.ts';
import type { Instant } from '../../contracts/time.ts';
import { kubectlArgv } from '../kubectl-line.ts';
import { shellLine } from '../quote.ts';
import { deadlineAnnotation, makerAnnotation, managedBy } from './names.ts';
import { type HelperPlan, type HelperWish, lastsText } from './plan.ts';
import { securityContext, securityWords } from './pod-security.ts';
import { sleeperArgv } from './sleeper.ts';

/** The one container of a probe pod. */
export const probeContainer = 'probe';

/** A pod of this name on the same node; `argv` is its entrypoint, else it waits for programs until its deadline. Pure. */
export function planProbePod(
  wish: HelperWish,
  name: string,
  now: Instant,
  argv: readonly string[] = sleeperArgv(name, wish.lasts / 1000, now + wish.lasts),
): HelperPlan {
  const { pod, image, via, security, lasts, kubectl } = wish;
  const manifest = manifestOf(wish, name, now, argv);
  const request: ApiCall = {
    method: 'POST',
    path: `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods`,
    body: manifest,
    operation: 'make a probe pod',
    object: `pod ${pod.namespace}/${name}`,
    intent: { kind: 'create-helper', what: `probe pod ${pod.namespace}/${name}` },
  };
  const create = shellLine(kubectlArgv(['create', '-n', pod.namespace, '-f', '-'], kubectl));
  return {
    rung: 'probe-pod',
    via,
    name,
    namespace: pod.namespace,
    pod: pod.name,
    node: pod.node,
    image,
    security,
    lasts,
    request,
    commandLine: `${shellLine(['echo', JSON.stringify(manifest)])} | ${create}`,
    told: toldOf(wish, name),
  };
}

function manifestOf(
  { pod, image, security, lasts, maker, labels }: HelperWish,
  name: string,
  now: Instant,
  argv: readonly string[],
): Json {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: pod.namespace,
      labels: { ...labels?.copied, 'app.kubernetes.io/name': 'plumbline-probe', ...managedBy },
      annotations: { [deadlineAnnotation]: new Date(now + lasts).toISOString(), [makerAnnotation]: maker },
    },
    spec: {
      // Not through the scheduler: the node is the point, and a full or tainted one shall still be measured.
      ...(pod.node === undefined ? {} : { nodeName: pod.node }),
      tolerations: [{ operator: 'Exists' }],
      restartPolicy: 'Never',
      activeDeadlineSeconds: Math.max(1, Math.round(lasts / 1000)),
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(pod.hostNetwork ? { hostNetwork: true } : {}),
      ...(pod.dnsPolicy === undefined || pod.dnsPolicy === 'None' ? {} : { dnsPolicy: pod.dnsPolicy }),
      ...(pod.pullSecrets.length === 0
        ? {}
        : { imagePullSecrets: pod.pullSecrets.map((secret) => ({ name: secret })) }),
      containers: [
        {
          name: probeContainer,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: [...argv],
          securityContext: securityContext(security.level, { runAsNonRoot: false, runAsUser: undefined }),
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '256Mi' } },
        },
      ],
    },
  };
}

function toldOf({ pod, image, via, security, lasts, labels }: HelperWish, name: string): readonly string[] {
  const each = via === 'exec' ? '' : ' for each command, whose log is the answer (exec is not allowed)';
  const address = pod.hostNetwork ? 'It shares the host network, as the pod does.' : 'It has an address of its own.';
  return [
    `A probe pod ${pod.namespace}/${name}${each} on node ${pod.node ?? '?'}, image ${image}.`,
    `It is not pod ${pod.name}: ${labels?.words ?? 'no label is copied'}. NetworkPolicies judge it by its own labels, so its answer may differ. ${address}`,
    `Security context for ${security.level} (${security.basis}): ${securityWords(security.level)}. No service account token.`,
    `It ends by itself after ${lastsText(lasts)} and is removed when plumbline exits; \`plumbline cleanup\` removes what a crash left.`,
  ];
}
