import type { Backend, ClusterObjects, ExecRequest } from '../../../demo/backend.ts';
import type { Fault, FaultEffect } from '../../../demo/faults/types.ts';
import { createSimulation } from '../../../demo/simulate/simulation.ts';
import { demoWorld } from '../../../demo/world/demo-world.ts';
import { asList, asRecord, asText } from '../../../demo/world/fields.ts';
import type { KubernetesObject } from '../../../demo/world/types.ts';

/** What a program printed and how it ended. `code` is undefined and `refused` says why when it never started. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | undefined;
  readonly refused: string | undefined;
}

/** The demo's world in a simulation of its own. Pods are named by prefix and node: 'shop/backend@worker-2'. */
export interface Simulated {
  readonly backend: Backend;
  readonly objects: ClusterObjects;
  pod(place: string): KubernetesObject;
  address(place: string): string;
  run(
    place: string,
    argv: readonly string[],
    options?: { readonly stdin?: string; readonly tty?: boolean },
  ): Promise<Ran>;
  breakThings(...effects: readonly FaultEffect[]): Promise<void>;
  stop(): Promise<void>;
}

const world = demoWorld(0);

/** Starts one. */
export async function simulated(): Promise<Simulated> {
  const ofKind = (kind: string) => world.objects.filter((object) => object.kind === kind);
  const objects: ClusterObjects = {
    pods: ofKind('Pod'),
    namespaces: ofKind('Namespace'),
    services: ofKind('Service'),
    endpointSlices: ofKind('EndpointSlice'),
    networkPolicies: ofKind('NetworkPolicy'),
  };
  const backend = createSimulation();
  await backend.start(world, objects);
  const pod = (place: string): KubernetesObject => {
    const [name = '', node] = place.split('@');
    const found = objects.pods.find(
      (one) =>
        `${one.metadata.namespace}/${one.metadata.name}`.startsWith(name) &&
        (node === undefined || asRecord(one['spec'])['nodeName'] === node),
    );
    if (found === undefined) throw new Error(`no pod ${place}`);
    return found;
  };
  return {
    backend,
    objects,
    pod,
    address: (place) => asText(asRecord(pod(place)['status'])['podIP']) ?? '',
    run: (place, argv, options = {}) =>
      runIn(
        backend,
        {
          pod: pod(place),
          container: firstContainer(pod(place)),
          argv,
          stdin: options.stdin !== undefined,
          tty: options.tty === true,
        },
        options.stdin,
      ),
    breakThings: (...effects) => backend.setFault({ ...noFault, effects }, true),
    stop: () => backend.stop(),
  };
}

const noFault: Fault = {
  name: 'test',
  title: '',
  symptom: '',
  cause: '',
  fix: '',
  backends: ['simulate'],
  effects: [],
  shows: { from: '', to: '', measured: '' },
};

/** The name of a pod's first container. */
export function firstContainer(pod: KubernetesObject): string {
  return asText(asRecord(asList(asRecord(pod['spec'])['containers'])[0])['name']) ?? '';
}

async function runIn(backend: Backend, request: ExecRequest, stdin: string | undefined): Promise<Ran> {
  const start = await backend.exec(request);
  if (!start.started) return { stdout: '', stderr: '', code: undefined, refused: start.message };
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    start.process[name].on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString('utf8');
    });
  }
  if (stdin !== undefined) start.process.stdin.end(stdin);
  const code = await start.process.exitCode;
  await new Promise((resolve) => setImmediate(resolve));
  return { ...texts, code, refused: undefined };
}
