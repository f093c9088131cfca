import type { Runner } from '../../contracts/runner.ts';
import { readSandbox, readSandboxes, type Sandbox, sandboxArgv, sandboxesArgv } from '../../tools/crictl/sandboxes.ts';
import { enterNetworkArgv, findProcessesArgv, type PodNetwork } from '../node/enter-network.ts';
import { processOfPod, readPodProcesses } from '../node/pod-processes.ts';
import { failureWords, readRun, succeeded } from './read-run.ts';

/** A pod whose network is looked for on its node. */
export interface SoughtPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Of a static pod the uid by which its node knows it. */
  readonly mirrorOf: string | undefined;
  readonly hostNetwork: boolean;
}

/** A pod's network, tried, and whether programs find the pod's files there: its names, and its /sys. */
export interface FoundNetwork {
  readonly network: PodNetwork;
  readonly files: boolean;
}

/** Longest wait for each of the few programs. */
const patience = 10_000;

/** Runtimes whose pods are machines of their own, or have a network stack of their own: what the node has of them is but a cable's end. */
const ownStacks = /kata|runsc|gvisor|firecracker|fc$|clh|qemu|krun|wasm/i;

/**
 * Finds a pod's network on its node, and tries whether a program runs in it. The runner must be root there and see the
 * node's files and processes. A pod of that name with another uid is not it. Resolves to why not; never rejects.
 */
export async function findPodNetwork(
  runner: Runner,
  pod: SoughtPod,
  signal: AbortSignal,
): Promise<FoundNetwork | { readonly why: string }> {
  const network = await networkOf(runner, pod, signal);
  if ('why' in network) return network;
  const tried = await readRun(runner, enterNetworkArgv(network, ['true'], true), {
    deadline: patience,
    sudo: true,
    signal,
  });
  if (network.pid !== undefined && succeeded(tried)) return { network, files: true };
  const plain = await readRun(runner, enterNetworkArgv(network, ['true'], false), {
    deadline: patience,
    sudo: true,
    signal,
  });
  return succeeded(plain) ? { network, files: false } : { why: failureWords(plain) };
}

async function networkOf(
  runner: Runner,
  pod: SoughtPod,
  signal: AbortSignal,
): Promise<PodNetwork | { readonly why: string }> {
  const told = await fromRuntime(runner, pod, signal);
  if ('why' in told) return told;
  if (told.path !== undefined && told.pid !== undefined) return { path: told.path, inode: '', pid: told.pid };
  const processes = await fromProcesses(runner, pod, signal);
  if (told.path === undefined) return processes;
  return { path: told.path, inode: '', pid: 'why' in processes ? undefined : processes.pid };
}

interface ToldByRuntime {
  readonly path: string | undefined;
  readonly pid: number | undefined;
}

/** What the container runtime tells; nothing where there is no crictl that can ask it. */
async function fromRuntime(
  runner: Runner,
  pod: SoughtPod,
  signal: AbortSignal,
): Promise<ToldByRuntime | { readonly why: string }> {
  const nothing: ToldByRuntime = { path: undefined, pid: undefined };
  const options = { deadline: patience, sudo: true, signal };
  const listed = await readRun(runner, sandboxesArgv(pod.namespace, pod.name), options);
  const sandboxes = succeeded(listed) ? readSandboxes(listed.stdout.join('\n')) : undefined;
  const own = sandboxes?.filter(({ namespace, name }) => namespace === pod.namespace && name === pod.name) ?? [];
  if (own.length === 0) return nothing;
  const sandbox = own.find((one) => one.ready && isSought(one, pod));
  if (sandbox === undefined) {
    const another = own.some((one) => one.ready);
    return {
      why: another ? 'another pod has taken its name on the node' : 'it has no sandbox that is ready on the node',
    };
  }
  const inspected = await readRun(runner, sandboxArgv(sandbox.id), options);
  const state = succeeded(inspected) ? readSandbox(inspected.stdout.join('\n')) : undefined;
  if (state === undefined) return nothing;
  if (ownStacks.test(state.runtimeHandler)) {
    return {
      why: `its runtime (${state.runtimeHandler}) gives it a network stack of its own, which the node cannot enter`,
    };
  }
  return { path: state.hostNetwork || pod.hostNetwork ? undefined : state.networkPath, pid: state.pid };
}

function isSought({ uid }: Sandbox, pod: SoughtPod): boolean {
  return uid === pod.uid || uid === pod.mirrorOf;
}

async function fromProcesses(
  runner: Runner,
  pod: SoughtPod,
  signal: AbortSignal,
): Promise<PodNetwork | { readonly why: string }> {
  const ran = await readRun(runner, findProcessesArgv(pod.mirrorOf ?? pod.uid), {
    deadline: patience,
    sudo: true,
    signal,
  });
  const found = readPodProcesses(ran.stdout);
  if (found === undefined)
    return { why: succeeded(ran) ? 'the processes of the node cannot be seen' : failureWords(ran) };
  const process = processOfPod(found, pod.hostNetwork);
  if ('why' in process) return process;
  return { path: `/proc/${process.pid}/ns/net`, inode: process.inode, pid: process.pid };
}
