import { asList, asRecord, asText, asTexts } from './fields.ts';
import { fullImageName, imageRepository } from './image-name.ts';
import type { KubernetesObject, World, WorldContainer, WorldImage } from './types.ts';

/** A container's part of a pod's manifest, ephemeral ones included; undefined when there is none of that name. */
export function containerManifest(pod: KubernetesObject, name: string): Readonly<Record<string, unknown>> | undefined {
  const spec = asRecord(pod['spec']);
  return [...asList(spec['containers']), ...asList(spec['ephemeralContainers'])]
    .map(asRecord)
    .find((container) => container['name'] === name);
}

/** Where a pod's first container sees the whole file system of its node (a hostPath of /); undefined where it does not. */
export function hostRootOf(pod: KubernetesObject): string | undefined {
  const spec = asRecord(pod['spec']);
  const root = asList(spec['volumes'])
    .map(asRecord)
    .find((volume) => asRecord(volume['hostPath'])['path'] === '/');
  const [container] = asList(spec['containers']).map(asRecord);
  const mounts = asList(container?.['volumeMounts']).map(asRecord);
  return asText(mounts.find(({ name }) => root !== undefined && name === root['name'])?.['mountPath']);
}

function findImage(world: World, image: string): WorldImage | undefined {
  const wanted = fullImageName(image);
  const images = [...world.images, ...world.containers.map((container) => container.image)];
  return images.find((known) => fullImageName(known.image) === wanted);
}

/**
 * Whether a container may run its image's own application: a command of a client's stands in for it, while the commands
 * in the world's own workloads are how their applications are started.
 */
export function mayPlayApplication(pod: KubernetesObject, manifest: Readonly<Record<string, unknown>>): boolean {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return manifest['command'] === undefined || (owner !== undefined && owner.kind !== 'Job');
}

/** The container of the world's own workloads that this one is: by name, with any version of its image. */
function ownContainer(world: World, pod: KubernetesObject, name: string, image: string): WorldContainer | undefined {
  const fitting = world.containers.filter(
    ({ namespace, podPrefix, container }) =>
      namespace === pod.metadata.namespace && pod.metadata.name.startsWith(podPrefix) && container === name,
  );
  const longest = fitting.toSorted((left, right) => right.podPrefix.length - left.podPrefix.length)[0];
  return longest !== undefined && imageRepository(longest.image.image) === imageRepository(image) ? longest : undefined;
}

/**
 * How a container of a pod behaves: as the world says for its own workloads, else as its image does, with nobody
 * listening. Undefined when the pod has no such container, or when no registry has its image.
 */
export function findContainer(world: World, pod: KubernetesObject, name: string): WorldContainer | undefined {
  const manifest = containerManifest(pod, name);
  const wanted = asText(manifest?.['image']);
  if (manifest === undefined || wanted === undefined) return undefined;
  const own = mayPlayApplication(pod, manifest) ? ownContainer(world, pod, name, wanted) : undefined;
  if (own !== undefined) return own;
  const image = findImage(world, wanted);
  if (image === undefined) return undefined;
  return {
    namespace: pod.metadata.namespace ?? '',
    podPrefix: pod.metadata.name,
    container: name,
    image,
    listeners: [],
    logs: { start: [], loop: [], every: 60 },
  };
}

/** The command that a container's first process is; undefined for an application, which the demo only plays. */
export function entrypointOf(world: World, pod: KubernetesObject, name: string): readonly string[] | undefined {
  const manifest = containerManifest(pod, name);
  const container = findContainer(world, pod, name);
  if (manifest === undefined || container === undefined) return undefined;
  if (world.containers.includes(container)) return undefined;
  const args = asTexts(manifest['args']);
  const command = asTexts(manifest['command']);
  if (command.length > 0) return [...command, ...args];
  const { cmd } = container.image;
  return cmd !== undefined && args.length > 0 ? args : cmd;
}
