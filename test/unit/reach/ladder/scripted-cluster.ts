import type { AccessAnswer, AccessQuestion, ApiCall, Cluster } from '../../../../src/contracts/cluster.ts';
import { PlumblineError } from '../../../../src/contracts/errors.ts';
import type { Json } from '../../../../src/contracts/json.ts';
import type { KnownNodes, NodeDesk, NodeWant, OfferedHostKey } from '../../../../src/contracts/node.ts';
import type { Runner, Running } from '../../../../src/contracts/runner.ts';
import { initialStatus } from '../../../../src/cluster-worker/initial-status.ts';
import { createStore } from '../../../../src/store/create-store.ts';

/** The pod that the tests climb from. */
export const web = { namespace: 'shop', name: 'web-1', uid: 'uid-web', containers: ['app'] };

/** A cluster of one pod, in memory: it takes helpers, refuses what it is told to, and remembers what it was asked. */
export interface ScriptedCluster {
  readonly cluster: Cluster;
  /** 'PATCH ephemeralcontainers dry run', 'POST pods', … in order; reads are left out. */
  readonly written: string[];
  /** Security contexts as they were asked for, in order. */
  readonly contexts: unknown[];
  /** Programs that were run, by container. */
  readonly ran: string[];
  /** Answers a write with a refusal: the server's words, or undefined to allow. */
  refuse: (call: ApiCall) => string | undefined;
  denied: (question: AccessQuestion) => boolean;
  /** What a started container's state is; running unless said otherwise. */
  state: Json;
  /** Debug containers that are there. */
  debug: { name: string; image: string; state: Json }[];
  labels: Record<string, string>;
  /** Of namespace kube-system. */
  systemLabels: Record<string, string>;
  /** Debug pods that were handed to the nodes' desk: 'worker-1 kube-system/plumbline-node-x'. */
  readonly adopted: string[];
  /** Programs on the node; undefined while no way leads there. */
  node: ((argv: readonly string[]) => ScriptedAnswer) | undefined;
  /** How the way to the node was asked for, in order. */
  readonly wants: NodeWant[];
}

/** What a program on the node says. */
export interface ScriptedAnswer {
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Makes one. */
export function scriptedCluster(): ScriptedCluster {
  const pods = new Map<string, Json>();
  const script: ScriptedCluster = {
    written: [],
    contexts: [],
    ran: [],
    refuse: () => undefined,
    denied: () => false,
    state: { running: { startedAt: '2026-11-23T06:00:00Z' } },
    debug: [],
    labels: {},
    systemLabels: {},
    adopted: [],
    node: undefined,
    wants: [],
    cluster: {
      nodes: nodesOf(() => script),
      status: createStore({ ...initialStatus({}), context: 'test', namespace: 'shop' }),
      api: async (call) => answer(script, pods, call),
      review: async (question): Promise<AccessAnswer> =>
        script.denied(question) ? { state: 'denied', reason: `no ${question.verb}` } : { state: 'allowed' },
      runner: (target) => runnerOf(script, `${target.pod}/${target.container ?? ''}`),
    } as Partial<Cluster> as Cluster,
  };
  return script;
}

function nodesOf(script: () => ScriptedCluster): NodeDesk {
  const place = { kind: 'node', text: 'node worker-1 over ssh' } as const;
  return {
    known: createStore<KnownNodes>({ nodes: [], source: 'cluster', asOf: undefined }),
    async way(node, want = {}) {
      script().wants.push(want);
      if (script().node !== undefined) return { transport: 'ssh2', place, reason: '', sees: 'host' };
      const sentence = `No way leads to node ${node}.`;
      throw new PlumblineError(sentence, { kind: 'unreachable', operation: 'reach a node' });
    },
    runner: (node) => ({
      place,
      commandLine: (argv) => `ssh ${node} -- ${argv.join(' ')}`,
      run: (argv) => answered(script().node?.(argv) ?? {}),
    }),
    hostKeys: { offered: createStore<readonly OfferedHostKey[]>([]), trust: () => {} },
    adopt: (node, { namespace, pod }) => void script().adopted.push(`${node} ${namespace}/${pod}`),
  };
}

/** A run that ends at once with these words. */
export function answered({ code = 0, stdout = '', stderr = '' }: ScriptedAnswer): Running {
  const lines = async function* (text: string) {
    if (text !== '') for (const one of text.split('\n')) yield { text: `${one}\n`, at: 0 };
  };
  return {
    stdout: lines(stdout),
    stderr: lines(stderr),
    result: Promise.resolve({ end: { kind: 'exited', code }, startedAt: 0, duration: 0, truncated: false }),
    stop: async () => {},
  };
}

function answer(script: ScriptedCluster, pods: Map<string, Json>, call: ApiCall): Json {
  const { method = 'GET', path } = call;
  if (method !== 'GET') {
    const dry = call.query?.['dryRun'] === 'All';
    script.written.push(`${method} ${path.split('/').at(-1)}${dry ? ' dry run' : ''}`);
    const refusal = script.refuse(call);
    if (refusal !== undefined) {
      throw new PlumblineError('You may not (403).', {
        kind: 'forbidden',
        operation: call.operation,
        serverMessage: refusal,
        status: 403,
      });
    }
    const made = asMade(call.body);
    script.contexts.push(...(dry ? [] : made.map(({ securityContext }) => securityContext)));
    if (dry) return {};
    if (method === 'PATCH') script.debug.push(...made.map(({ name, image }) => ({ name, image, state: script.state })));
    if (method === 'POST') {
      const name = String(Reflect.get(Object(Reflect.get(Object(call.body), 'metadata')), 'name'));
      const container = made[0]?.name ?? '';
      const pod = {
        metadata: { name, namespace: 'shop', uid: `uid-${name}` },
        status: { podIP: '10.0.0.9', containerStatuses: [{ name: container, image: 'i', state: script.state }] },
      };
      pods.set(name, pod);
      return pod;
    }
    if (method === 'DELETE') pods.delete(path.split('/').at(-1) ?? '');
    return {};
  }
  if (path === '/api/v1/namespaces/shop') return { metadata: { labels: script.labels } };
  if (path === '/api/v1/namespaces/kube-system') return { metadata: { labels: script.systemLabels } };
  if (path.startsWith('/api/v1/nodes/')) return { status: { images: [{ names: ['nicolaka/netshoot:1'] }] } };
  const pod = pods.get(path.split('/').at(-1) ?? '');
  if (pod !== undefined) return pod;
  if (!path.endsWith('/pods/web-1')) return { metadata: {}, items: [] };
  return {
    metadata: { name: web.name, namespace: web.namespace, uid: web.uid },
    spec: {
      nodeName: 'worker-1',
      containers: [{ name: 'app', image: 'registry.example/web:1' }],
      ephemeralContainers: script.debug.map(({ name, image }) => ({ name, image })),
    },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'app', state: { running: {} } }],
      ephemeralContainerStatuses: script.debug.map(({ name, image, state }) => ({ name, image, state })),
    },
  };
}

interface MadeContainer {
  readonly name: string;
  readonly image: string;
  readonly securityContext: unknown;
}

function asMade(body: unknown): readonly MadeContainer[] {
  const spec: unknown = Reflect.get(Object(body), 'spec');
  const made: unknown = Reflect.get(Object(spec), 'ephemeralContainers') ?? Reflect.get(Object(spec), 'containers');
  return Array.isArray(made) ? (made as readonly MadeContainer[]) : [];
}

function runnerOf(script: ScriptedCluster, where: string): Runner {
  return {
    place: { kind: 'container', text: where },
    commandLine: (argv) => argv.join(' '),
    run(argv): Running {
      script.ran.push(`${where}: ${argv[0] ?? ''}`);
      const nothing = { async *[Symbol.asyncIterator]() {} };
      const end = { kind: 'exited', code: 0 } as const;
      return {
        stdout: nothing,
        stderr: nothing,
        result: Promise.resolve({ end, startedAt: 0, duration: 0, truncated: false }),
        stop: async () => {},
      };
    },
  };
}
