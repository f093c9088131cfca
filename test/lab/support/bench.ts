import type { Backend, ClusterObjects } from '../../../demo/backend.ts';
import type { Fault } from '../../../demo/faults/types.ts';
import { createLab } from '../../../demo/lab/create-lab.ts';
import { labPrograms } from '../../../demo/lab/programs.ts';
import { demoWorld } from '../../../demo/world/demo-world.ts';
import { asRecord } from '../../../demo/world/fields.ts';
import type { KubernetesObject } from '../../../demo/world/types.ts';

/** What the lab and its tests run. */
export const programs: readonly string[] = [...labPrograms, 'dig', 'curl', 'nc', 'bash', 'timeout', 'tcpdump'];

export const world = demoWorld();

const ofKind = (kind: string) => world.objects.filter((object) => object.kind === kind);

/** The demo's objects as they are before anything was done to them. */
export const objects: ClusterObjects = {
  pods: ofKind('Pod'),
  namespaces: ofKind('Namespace'),
  services: ofKind('Service'),
  endpointSlices: ofKind('EndpointSlice'),
  networkPolicies: ofKind('NetworkPolicy'),
};

/** The first pod whose `namespace/name` begins so, on that node if one is given. */
export function pod(prefix: string, node?: string): KubernetesObject {
  const found = objects.pods.find(
    (object) =>
      `${object.metadata.namespace}/${object.metadata.name}`.startsWith(prefix) &&
      (node === undefined || asRecord(object['spec'])['nodeName'] === node),
  );
  if (found === undefined) throw new Error(`no pod ${prefix} on ${node ?? 'any node'}`);
  return found;
}

export function addressOf(object: KubernetesObject): string {
  return String(asRecord(object['status'])['podIP']);
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function firstContainer(object: KubernetesObject): string {
  const container = world.containers.find(
    ({ namespace, podPrefix }) => namespace === object.metadata.namespace && object.metadata.name.startsWith(podPrefix),
  );
  return container?.container ?? '';
}

/** Starts a program in the first container of a pod; throws the runtime's words when it cannot. */
export async function start(lab: Backend, object: KubernetesObject, argv: readonly string[], stdin = false) {
  const answer = await lab.exec({ pod: object, container: firstContainer(object), argv, stdin, tty: false });
  if (!answer.started) throw new Error(answer.message);
  return answer.process;
}

/** Runs a program in a pod to its end. */
export async function run(lab: Backend, object: KubernetesObject, ...argv: string[]): Promise<Outcome> {
  const process = await start(lab, object, argv);
  let stdout = '';
  let stderr = '';
  process.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  process.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const code = await process.exitCode;
  return { code, stdout, stderr };
}

export type Connected = 'open' | 'refused' | 'dropped' | 'unreachable';

/** Opens a TCP connection from a pod with whatever its image has, and says what became of it. */
export async function connect(
  lab: Backend,
  source: KubernetesObject,
  address: string,
  port: number,
): Promise<Connected> {
  const image = world.containers.find(
    ({ namespace, podPrefix }) => namespace === source.metadata.namespace && source.metadata.name.startsWith(podPrefix),
  )?.image;
  const argv = image?.programs.includes('bash')
    ? ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`]
    : ['timeout', '3', 'nc', '-w', '3', address, String(port)];
  const { code, stderr } = await run(lab, source, ...argv);
  if (code === 0) return 'open';
  if (/refused/i.test(stderr)) return 'refused';
  if (/unreachable|no route/i.test(stderr)) return 'unreachable';
  return 'dropped';
}

/** A lab with the demo's world, up and running. */
export async function startedLab(): Promise<Backend> {
  const lab = createLab();
  await lab.start(world, objects);
  return lab;
}

/** The objects as the demo's API leaves them when a fault is on. */
export function objectsWith(fault: Fault): ClusterObjects {
  const created = fault.effects.flatMap((effect) => (effect.kind === 'create-object' ? [effect.object] : []));
  const silent = fault.effects.flatMap((effect) => (effect.kind === 'pods-not-ready' ? [effect.podPrefix] : []));
  return {
    ...objects,
    networkPolicies: [...objects.networkPolicies, ...created],
    endpointSlices: objects.endpointSlices.map((slice) => {
      const endpoints = slice['endpoints'];
      if (!Array.isArray(endpoints)) return slice;
      const ready = endpoints.filter(
        (endpoint) =>
          !silent.some((prefix) => String(asRecord(asRecord(endpoint)['targetRef'])['name']).startsWith(prefix)),
      );
      return { ...slice, endpoints: ready };
    }),
  };
}
