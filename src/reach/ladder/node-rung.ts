import { createLineQueue } from '../../cluster-worker/line-queue.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Place, RunEnd, RunLine, Runner, Running, RunResult } from '../../contracts/runner.ts';
import { enterNetworkArgv, enterNetworkByHand } from '../node/enter-network.ts';
import { usesPodFiles } from '../node/pod-files.ts';
import { type FoundNetwork, findPodNetwork } from './node-network.ts';
import type { PodFacts } from './pod-facts.ts';

/** The node's files and processes, and the right to enter the networks of others. */
const want = { files: true, privileged: true } as const;

/**
 * A runner in the network of a pod with the programs of its node, or why there is none. It makes nothing. `background`:
 * nobody asked for it just now, so that no log-in may ask at the operator's terminal. Rejects when the signal is aborted.
 */
export async function enterFromNode(
  { nodes }: Pick<Cluster, 'nodes'>,
  pod: PodFacts,
  background: boolean,
  signal: AbortSignal,
): Promise<Runner | { readonly why: string }> {
  const { node } = pod;
  if (node === undefined) return { why: 'the pod is on no node yet' };
  try {
    const way = await unlessAborted(nodes.way(node, { ...want, background }), signal);
    const base = nodes.runner(node, { ...want, background: true });
    const found = await findPodNetwork(base, pod, signal);
    signal.throwIfAborted();
    if (!('why' in found)) return runnerIn(base, pod, node, found, way.place);
    const unprivileged = way.transport === 'node-debug-pod' && /not permitted/i.test(found.why);
    return unprivileged ? { why: `${found.why}: the debug pod there is not a privileged one` } : found;
  } catch (error) {
    signal.throwIfAborted();
    return { why: error instanceof PlumblineError ? error.message : String(error) };
  }
}

/** A log-in that nobody waits for any more may go on; its way serves the next who asks. */
async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new Error('stopped'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function runnerIn(base: Runner, pod: PodFacts, node: string, { network, files }: FoundNetwork, way: Place): Runner {
  const about = `pod ${pod.namespace}/${pod.name}`;
  const place: Place = {
    kind: 'node',
    rung: 'node',
    text: `the network of ${about}, entered from ${way.text}`,
    brief: `the pod's network, with programs of node ${node}${files ? '' : ' that look up no names'}`,
  };
  return {
    place,
    commandLine: (argv) => base.commandLine(enterNetworkByHand(network, argv, files && usesPodFiles(argv))),
    run(argv, options): Running {
      const needsFiles = usesPodFiles(argv);
      if (needsFiles && !files) return without(argv[0] ?? '', node);
      const entering = enterNetworkArgv(network, argv, needsFiles);
      return judged(base.run(entering, { ...options, sudo: true }), `${about} on ${node}`);
    },
  };
}

/** With the node's files it would give the node's answer, and not the pod's. */
function without(program: string, node: string): Running {
  const message = `${program} on ${node} would answer by the files of the node, not by those of the pod`;
  return {
    stdout: createEmpty(),
    stderr: createEmpty(),
    result: Promise.resolve({
      end: { kind: 'missing-program', program, message },
      startedAt: Date.now(),
      duration: 0,
      truncated: false,
    }),
    stop: () => Promise.resolve(),
  };
}

function createEmpty(): AsyncIterable<RunLine> {
  const lines = createLineQueue<RunLine>();
  lines.end();
  return lines;
}

/** What nsenter or our own script say when the network is not there any more is no word of the program's. */
const goneWords = /^(nsenter: (cannot open|reassociate|failed to open)|plumbline: )/;

/** The same run, but a network that is gone is told as that. */
function judged(running: Running, about: string): Running {
  const stderr = createLineQueue<RunLine>();
  let first: string | undefined;
  const passed = (async () => {
    for await (const line of running.stderr) {
      first ??= line.text;
      stderr.push([line]);
    }
  })()
    .catch(() => {})
    .finally(() => stderr.end());
  const result = running.result.then(async (ended): Promise<RunResult> => {
    await passed;
    const end = isGone(ended.end, first) ? gone(about, first ?? '') : ended.end;
    return { ...ended, end };
  });
  return { stdout: running.stdout, stderr, result, stop: () => running.stop() };
}

function isGone(end: RunEnd, first: string | undefined): boolean {
  return end.kind === 'exited' && end.code !== 0 && first !== undefined && goneWords.test(first);
}

function gone(about: string, words: string): RunEnd {
  const message = `The network of ${about} was not found: ${words.replace(/^plumbline: /, '')}.`;
  return { kind: 'failed', error: { message, errorKind: 'not-found' } };
}
