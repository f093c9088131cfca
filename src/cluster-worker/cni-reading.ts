import type { CniReach, NodeReach, ReadOptions } from '../cni/knower.ts';
import type { CniNodeRecord, CniObjects } from '../cni/evidence.ts';
import type { LookParts } from '../cni/look.ts';
import type { ContainerTarget } from '../contracts/cluster.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Fact, RawOutput, RawOutputId } from '../contracts/node-facts.ts';
import type { Runner } from '../contracts/runner.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Clock } from '../kube/clock.ts';
import { execInContainer } from '../kube/exec/exec.ts';
import { followLogs } from '../kube/logs/follow-logs.ts';
import { gatherNodeFacts } from '../node-facts/gather.ts';
import { rawOutput } from '../node-facts/raw-output.ts';
import { runCommand } from '../node-facts/run-command.ts';
import { containerPlace, type KubectlContext, kubectlArgv, kubectlExecLine } from '../reach/kubectl-line.ts';
import { shellLine } from '../reach/quote.ts';
import { redactText } from '../text/redact.ts';
import { callApi } from './call-api.ts';
import type { ContextSession } from './context-session.ts';
import type { NodePlaces } from './node-places.ts';

/** Milliseconds and bytes for one program of a look. */
const deadline = 8_000;
const mostBytes = 1024 * 1024;

/** What a look at a CNI is read from. */
export interface CniReadingParts {
  readonly session: ContextSession;
  readonly nodes: NodePlaces;
  readonly kubectl: () => KubectlContext;
  readonly clock: Clock;
  readonly objects: () => CniObjects;
  /** Whether the operator has asked just now: else nothing may need the terminal. */
  readonly asked: () => boolean;
}

/** Reads what a look wants: of the API server, in the agents' pods, on the nodes. Nothing of it changes anything. */
export function cniReading(parts: CniReadingParts): LookParts {
  const { session, nodes, clock, asked } = parts;
  let number = 0;
  const nextId = (about: string): RawOutputId => {
    number += 1;
    return `${about}#${number}` as RawOutputId;
  };
  const want = () => ({ background: !asked() });

  const clusterReach = (signal: AbortSignal): CniReach => ({
    signal,
    now: () => clock.now(),
    inventory: () => wholeInventory(session),
    async api(path, object) {
      const from = nextId(shellLine(kubectlArgv(['get', '--raw', path], parts.kubectl())));
      try {
        const [pathname = '', query = ''] = path.split('?');
        const value = await callApi(
          await session.connection(),
          {
            path: pathname,
            query: Object.fromEntries(new URLSearchParams(query)),
            operation: `read ${object}`,
            object,
          },
          AbortSignal.any([signal, session.signal]),
        );
        return { known: true, value, from };
      } catch (error) {
        return { known: false, why: wordsOf(error), from };
      }
    },
  });

  const run = async (
    runner: Runner,
    argv: readonly string[],
    options: ReadOptions,
    signal: AbortSignal,
    about: string,
  ): Promise<RawOutput> => {
    const command = { argv, ...(options.sudo === true ? { sudo: true as const } : {}) };
    const limits = { deadline: options.deadline ?? deadline, mostBytes: options.outputCap ?? mostBytes };
    return rawOutput(await runCommand(runner, command, { id: nextId(about), signal, clock, ...limits }));
  };

  return {
    clock,
    objects: parts.objects,
    async facts(node, before, signal) {
      const { way, runner } = await nodes.way(node, want(), signal);
      return gatherNodeFacts(runner, { node, way, signal, clock, ...(before === undefined ? {} : { before }) });
    },
    clusterReach,
    nodeReach(node, signal, keep): NodeReach {
      const target = agentOf(node);
      const kept = (output: RawOutput): RawOutput => {
        keep(output);
        return output;
      };
      return {
        ...clusterReach(signal),
        hasAgent: target !== undefined,
        async inAgent(argv, options = {}) {
          const about = `${node.name}/agent`;
          if (target === undefined) return kept(notRun(argv, 'The CNI has no pod there.', nextId(about), clock));
          try {
            const connection = await session.connection();
            const runner: Runner = {
              place: containerPlace(target),
              run: (words, how) => execInContainer(connection, target, words, how),
              commandLine: (words) => kubectlExecLine(target, words, parts.kubectl()),
            };
            return kept(await run(runner, argv, options, signal, about));
          } catch (error) {
            return kept(notRun(argv, wordsOf(error), nextId(about), clock));
          }
        },
        async onNode(argv, { want: wanted, ...options } = {}) {
          try {
            const { runner } = await nodes.way(node.name, { ...wanted, ...want() }, signal);
            return kept(await run(runner, argv, options, signal, `${node.name}/node`));
          } catch (error) {
            return kept(notRun(argv, wordsOf(error), nextId(`${node.name}/node`), clock));
          }
        },
        async agentLog(lines) {
          const from = nextId(`${node.name}/log`);
          if (target === undefined) return { known: false, why: 'The CNI has no pod there.', from };
          try {
            const value = await lastLines(session, target, lines, signal);
            const { namespace, pod, container = '' } = target;
            const argv = ['logs', '-n', namespace, pod, '-c', container, `--tail=${lines}`];
            kept(logOutput(kubectlArgv(argv, parts.kubectl()), value, from, clock));
            return { known: true, value, from };
          } catch (error) {
            return { known: false, why: wordsOf(error), from };
          }
        },
      };
    },
  };
}

/** The inventory, where it is all of the cluster: what hangs on pods that were not read is not known. */
function wholeInventory(session: ContextSession): Fact<Inventory> {
  const freshness = session.freshness('pods');
  if (freshness.state === 'live') return { known: true, value: session.inventory, from: 'inventory' as RawOutputId };
  const why = 'sentence' in freshness ? freshness.sentence : 'The pods are still being read.';
  return { known: false, why, from: undefined };
}

function agentOf({ agent }: CniNodeRecord): ContainerTarget | undefined {
  const pod = agent?.pod;
  return pod === undefined ? undefined : { namespace: pod.namespace, pod: pod.name, container: pod.container };
}

async function lastLines(
  session: ContextSession,
  target: ContainerTarget,
  tailLines: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { text, notice } of followLogs(await session.connection(), target, {
    follow: false,
    tailLines,
    signal,
  })) {
    if (!notice) lines.push(text);
  }
  return lines;
}

/** A log as an output, so that what is said of it can be drilled down to. */
function logOutput(argv: readonly string[], lines: readonly string[], id: RawOutputId, clock: Clock): RawOutput {
  return {
    id,
    argv,
    commandLine: shellLine(argv),
    at: clock.now(),
    text: redactText(lines.join('\n')),
    errorText: '',
    end: { kind: 'exited', code: 0 },
    truncated: false,
  };
}

/** A program that could not even be started, as an output that says so. */
function notRun(argv: readonly string[], why: string, id: RawOutputId, clock: Clock): RawOutput {
  return {
    id,
    argv,
    commandLine: shellLine(argv),
    at: clock.now(),
    text: '',
    errorText: '',
    end: { kind: 'failed', error: { message: why, errorKind: 'unreachable' } },
    truncated: false,
  };
}

function wordsOf(error: unknown): string {
  if (error instanceof PlumblineError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
