import type { ApiCall } from '../../contracts/cluster.ts';
import type { Json } from '../../contracts/json.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { type KubectlContext, kubectlArgv } from '../kubectl-line.ts';
import { shellLine } from '../quote.ts';
import { deadlineAnnotation, makerAnnotation, managedBy } from './names.ts';
import { type NodePodProfile, nodePodShape, profileWords } from './node-pod-profile.ts';
import { lastsText } from './plan.ts';
import { sleeperArgv } from './sleeper.ts';

/** The one container of a node's debug pod. */
export const nodePodContainer = 'debug';

/** What a node's debug pod is made of. */
export interface NodePodWish {
  readonly node: string;
  readonly namespace: string;
  /** 'it enforces privileged', a clause about the namespace. */
  readonly basis: string;
  readonly image: string;
  readonly profile: NodePodProfile;
  /** The server knows `recursiveReadOnly`. */
  readonly recursive: boolean;
  /** It ends by itself after so long. */
  readonly lasts: Duration;
  /** 'anna@bastion-1 4711'. */
  readonly maker: string;
  readonly kubectl: KubectlContext;
}

/** A debug pod as it would be made. */
export interface NodePodPlan {
  readonly name: string;
  readonly request: ApiCall;
  /** The line that an operator could paste to make the same. */
  readonly commandLine: string;
  /** What is made, of what, for how long: a sentence each. */
  readonly told: readonly string[];
}

/** A debug pod of this name on a node, which waits for programs until its deadline. Pure. */
export function planNodePod(wish: NodePodWish, name: string, now: Instant): NodePodPlan {
  const { node, namespace, basis, image, profile, recursive, lasts, kubectl } = wish;
  const manifest = manifestOf(wish, name, now);
  const create = shellLine(kubectlArgv(['create', '-n', namespace, '-f', '-'], kubectl));
  return {
    name,
    request: {
      method: 'POST',
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`,
      body: manifest,
      operation: 'make a debug pod on a node',
      object: `pod ${namespace}/${name}`,
      intent: { kind: 'create-helper', what: `debug pod ${namespace}/${name} on node ${node}` },
    },
    commandLine: `${shellLine(['echo', JSON.stringify(manifest)])} | ${create}`,
    told: [
      `A debug pod ${namespace}/${name} on node ${node}, image ${image}.`,
      profileWords(profile, recursive),
      `It is in namespace ${namespace} (${basis}), and has no service account token. It goes to that node past the scheduler, whatever its taints.`,
      `It ends by itself after ${lastsText(lasts)} and is removed when plumbline exits; \`plumbline cleanup\` removes what a crash left.`,
    ],
  };
}

function manifestOf(
  { node, namespace, image, profile, recursive, lasts, maker }: NodePodWish,
  name: string,
  now: Instant,
): Json {
  const { pod, container } = nodePodShape(profile, recursive);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/name': 'plumbline-node', ...managedBy },
      annotations: { [deadlineAnnotation]: new Date(now + lasts).toISOString(), [makerAnnotation]: maker },
    },
    spec: {
      nodeName: node,
      tolerations: [{ operator: 'Exists' }],
      restartPolicy: 'Never',
      activeDeadlineSeconds: Math.max(1, Math.round(lasts / 1000)),
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      dnsPolicy: 'Default',
      ...pod,
      containers: [
        {
          name: nodePodContainer,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: [...sleeperArgv(name, lasts / 1000, now + lasts)],
          ...container,
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '256Mi' } },
        },
      ],
    },
  };
}
