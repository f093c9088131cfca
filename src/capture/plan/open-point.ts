import type { CapturePoint } from '../../contracts/capture.ts';
import type { ContainerTarget } from '../../contracts/cluster.ts';
import type { EndpointPod } from '../../contracts/endpoint.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { NodeWay } from '../../contracts/node.ts';
import type { Runner } from '../../contracts/runner.ts';
import { askSource } from '../../node-facts/ask-source.ts';
import { devicesSource, forwardingSource, neighboursSource, routesSource } from '../../node-facts/network-sources.ts';
import { type PodDevice, podDevice } from '../../node-facts/pod-device.ts';
import { routeTo } from '../../node-facts/route-to.ts';
import type { SidePlace } from '../session/side.ts';
import { uplink } from './points.ts';

/** How points are reached; everything here is of the cluster that is open. */
export interface PointReach {
  /** A way to a node with root there; rejects with a PlumblineError. */
  way(node: string, signal: AbortSignal): Promise<{ readonly way: NodeWay; readonly runner: Runner }>;
  /** Runs programs in a container. */
  container(target: ContainerTarget, signal: AbortSignal): Promise<Runner>;
  /** The pod as it is now. */
  pod(namespace: string, name: string): EndpointPod | undefined;
  /** Why it is not known whether there is such a pod; undefined where the pods were read. */
  podsUnread(namespace: string, name: string): PlumblineError | undefined;
}

/** A device found, and how to capture there. */
export type FoundPlace = Omit<SidePlace, 'filter'>;

const programPatience = 10_000;

/** Devices whose packets are those of the pods, before they are encrypted for the way between nodes. */
const encrypting = /^(wireguard\.cali|wg-v6\.cali|cilium_wg0|flannel-wg|flannel-wg-v6)$/;

/** Finds a point's device and a way to it. Rejects with a PlumblineError that says why there is none. */
export async function openPoint(
  point: CapturePoint,
  /** An address that the node's uplink leads to. */
  towards: string | undefined,
  reach: PointReach,
  signal: AbortSignal,
): Promise<FoundPlace> {
  if (point.kind === 'node') return await openNode(point.node, point.device, towards, reach, signal);
  const pod = reach.pod(point.namespace, point.pod);
  if (pod === undefined) {
    const why = reach.podsUnread(point.namespace, point.pod);
    if (why !== undefined) throw why;
    throw notThere(`There is no pod ${point.namespace}/${point.pod}.`, `pod ${point.namespace}/${point.pod}`);
  }
  const within = point.side === 'veth' ? undefined : await openWithin(pod, reach, signal);
  if (within !== undefined && 'place' in within) return within.place;
  if (point.side === 'within')
    throw notThere(
      `No container of pod ${pod.namespace}/${pod.name} has tcpdump${within === undefined ? '' : `: ${within.why}`}.`,
      `pod ${pod.namespace}/${pod.name}`,
      "Capture at the pod's veth on its node, or start a debug container in it first: plumbline probe with --mode probe.",
    );
  return await openVeth(pod, within?.why, reach, signal);
}

async function openNode(
  node: string,
  device: string,
  towards: string | undefined,
  reach: PointReach,
  signal: AbortSignal,
): Promise<FoundPlace> {
  const { way, runner } = await reach.way(node, signal);
  const found = device === uplink ? await uplinkOf(runner, towards ?? '192.0.2.1', node, signal) : device;
  return { where: `${found} on node ${node}`, device: found, runner, sudo: true, way };
}

/** The device by which a node reaches an address; where its pods' packets are encrypted, the one before that. */
async function uplinkOf(runner: Runner, towards: string, node: string, signal: AbortSignal): Promise<string> {
  const devices = await askSource(runner, devicesSource, signal);
  const plain = devices.known ? devices.value.find(({ name }) => encrypting.test(name)) : undefined;
  if (plain !== undefined) return plain.name;
  const route = await routeTo(runner, towards, signal);
  if (route.known && route.value?.device !== undefined) return route.value.device;
  throw notThere(
    `By which device node ${node} reaches ${towards} is not known: ${route.known ? 'it has no route there' : route.why}.`,
    `node ${node}`,
    'Name the device.',
  );
}

/** A running container of the pod that has tcpdump: any sees the same network. */
async function openWithin(
  pod: EndpointPod,
  reach: PointReach,
  signal: AbortSignal,
): Promise<{ readonly place: FoundPlace } | { readonly why: string }> {
  const whys: string[] = [];
  for (const container of pod.containers) {
    const target = { namespace: pod.namespace, pod: pod.name, container, uid: pod.uid };
    try {
      const runner = await reach.container(target, signal);
      const { end } = await runner.run(['tcpdump', '--version'], { deadline: programPatience, signal }).result;
      if (end.kind === 'exited' && end.code === 0) {
        const where = `eth0 in pod ${pod.namespace}/${pod.name}`;
        return { place: { where, device: 'eth0', runner, sudo: false, way: undefined } };
      }
      whys.push(end.kind === 'failed' ? end.error.message : `container ${container} has none`);
    } catch (error) {
      signal.throwIfAborted();
      whys.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { why: whys.join('; ') };
}

async function openVeth(
  pod: EndpointPod,
  whyNotWithin: string | undefined,
  reach: PointReach,
  signal: AbortSignal,
): Promise<FoundPlace> {
  const name = `pod ${pod.namespace}/${pod.name}`;
  if (pod.node === undefined) throw notThere(`The ${name} is on no node.`, name);
  if (pod.hostNetwork)
    throw notThere(`The ${name} is in its node's own network and has no veth.`, name, "Capture at the node's uplink.");
  const { way, runner } = await reach.way(pod.node, signal);
  let found = await findDevice(runner, pod, signal);
  const [address] = pod.addresses;
  if (!found.found && address !== undefined) {
    // A bridge forgets who is silent: asked for its address the pod is heard again, whether or not it answers a ping.
    await runner.run(['ping', '-c', '1', '-W', '1', address], { deadline: programPatience, signal }).result;
    found = await findDevice(runner, pod, signal);
  }
  if (!found.found) {
    const within = whyNotWithin === undefined ? '' : ` Within the pod tcpdump cannot be run: ${whyNotWithin}.`;
    throw notThere(
      `The veth of ${name} on node ${pod.node} is not known: ${found.why}.${within}`,
      name,
      'Name the device on the node.',
    );
  }
  const device = found.device.name;
  return { where: `${device} of ${name} on node ${pod.node}`, device, runner, sudo: true, way };
}

async function findDevice(runner: Runner, pod: EndpointPod, signal: AbortSignal): Promise<PodDevice> {
  const [devices, routes, neighbours, forwarding] = await Promise.all([
    askSource(runner, devicesSource, signal),
    askSource(runner, routesSource, signal),
    askSource(runner, neighboursSource, signal),
    askSource(runner, forwardingSource, signal),
  ]);
  return podDevice({ devices, routes, neighbours, forwarding }, pod);
}

function notThere(sentence: string, object: string, nextStep?: string): PlumblineError {
  return new PlumblineError(sentence, {
    kind: 'not-found',
    operation: 'capture',
    object,
    ...(nextStep === undefined ? {} : { nextStep }),
  });
}
