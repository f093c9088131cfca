import { waitUntil } from '../../support/wait-until.ts';
import type { OwnNamespace } from './own-namespace.ts';

/** A pod of the suite's. */
export interface TestPod {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  /** On another node than the pod with this name, where there is one. */
  readonly awayFrom?: string;
}

/** However the suite ends: no pod of it lives longer than half an hour. */
const longestLife = 1800;
/** An image may have to be pulled first. */
const patience = 180_000;

/** Makes a pod; resolves when the server has taken it. */
export async function makePod(namespace: OwnNamespace, pod: TestPod): Promise<void> {
  const { name, image, command, awayFrom } = pod;
  const elsewhere = {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            topologyKey: 'kubernetes.io/hostname',
            labelSelector: { matchLabels: { app: awayFrom ?? '' } },
          },
        },
      ],
    },
  };
  await namespace.request('POST', 'pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name, 'app.kubernetes.io/managed-by': 'plumbline-tests' } },
    spec: {
      containers: [{ name: 'app', image, ...(command === undefined ? {} : { command: [...command] }) }],
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      activeDeadlineSeconds: longestLife,
      automountServiceAccountToken: false,
      ...(awayFrom === undefined ? {} : { affinity: elsewhere }),
    },
  });
}

/** Waits until the pod runs and is ready; fails with what its status says. */
export async function untilRunning(namespace: OwnNamespace, name: string): Promise<void> {
  let last: unknown;
  try {
    await waitUntil(
      `pod ${name} runs`,
      async () => {
        const pod = await namespace.find(`pods/${name}`);
        last = pod?.['status'];
        const { phase, conditions } = Object(last) as { phase?: string; conditions?: readonly Condition[] };
        return phase === 'Running' && conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
      },
      patience,
    );
  } catch (error) {
    throw new Error(`pod ${name} does not run: ${JSON.stringify(last)}`, { cause: error });
  }
}

interface Condition {
  readonly type: string;
  readonly status: string;
}
