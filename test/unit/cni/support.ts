import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact, NodeFacts, RawOutput, RawOutputId } from '../../../src/contracts/node-facts.ts';
import type { CniNodeRecord, CniObjects } from '../../../src/cni/evidence.ts';
import type { Inventory } from '../../../src/inventory/inventory.ts';
import type { NodeReach } from '../../../src/cni/knower.ts';

const id = (text: string) => text as RawOutputId;

export function known<Value>(value: Value, from = 'raw'): Fact<Value> & { readonly known: true } {
  return { known: true, value, from: id(from) };
}

export function notKnown(why: string): Fact<never> & { readonly known: false } {
  return { known: false, why, from: undefined };
}

/** A program's output as it would be kept. */
export function output(text: string, more: Partial<RawOutput> = {}): RawOutput {
  return {
    id: id('out'),
    argv: [],
    commandLine: '',
    at: 0,
    text,
    errorText: '',
    end: { kind: 'exited', code: 0 },
    truncated: false,
    ...more,
  };
}

/** A shared sample without its line about where it comes from. */
export function sample(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8').replace(/^# source:.*\n/, '');
}

export function node(name: string, more: Partial<CniNodeRecord> = {}): CniNodeRecord {
  return {
    name,
    ready: 'True',
    networkUnavailable: undefined,
    internalAddresses: [],
    podCidrs: [],
    annotations: {},
    agent: {
      node: name,
      pod: { namespace: 'cni', name: `agent-${name}`, container: 'agent' },
      ready: true,
      restarts: 0,
      podsOnNode: 3,
      podCidr: undefined,
    },
    ...more,
  };
}

export function objects(nodes: readonly CniNodeRecord[], more: Partial<CniObjects> = {}): CniObjects {
  return {
    summary: {
      name: 'calico',
      version: 'v3.30.1',
      backend: undefined,
      namespace: 'calico-system',
      daemonSet: { name: 'calico-node', desired: nodes.length, ready: nodes.length },
      enforcesPolicies: 'yes',
      remarks: [],
      agents: [],
    },
    nodes: new Map(nodes.map((one) => [one.name, one])),
    configMaps: new Map(),
    sharedAddresses: [],
    policies: 0,
    ...more,
  };
}

/** Facts of a node of which nothing is known but what is given. */
export function nodeFacts(given: Partial<NodeFacts>): NodeFacts {
  const why = notKnown('it was not read');
  return {
    node: 'worker-1',
    at: 0,
    way: { transport: 'ssh2', place: { kind: 'node', text: 'node worker-1 over ssh' }, reason: '', sees: 'host' },
    devices: why,
    routes: why,
    rules: why,
    neighbours: why,
    forwarding: why,
    bridgePorts: why,
    settings: why,
    counters: why,
    connections: why,
    iptables: why,
    nft: why,
    listening: why,
    cniConfiguration: why,
    cniPlugins: why,
    flannelSubnet: why,
    clockAhead: why,
    kernel: why,
    boot: why,
    offloads: why,
    raw: [],
    ...given,
  };
}

/** A node that answers the command lines that are given, and an API server that answers the paths that are given. */
export function scriptedReach(script: {
  readonly agent?: Readonly<Record<string, RawOutput>>;
  readonly node?: Readonly<Record<string, RawOutput>>;
  readonly api?: Readonly<Record<string, unknown>>;
  readonly inventory?: Inventory;
  readonly log?: readonly string[];
}): NodeReach & { readonly asked: string[] } {
  const asked: string[] = [];
  const missing = (argv: readonly string[]) =>
    output('', { end: { kind: 'missing-program', program: argv[0] ?? '', message: 'not found' } });
  return {
    asked,
    signal: new AbortController().signal,
    now: () => Date.parse('2026-11-23T10:00:00Z'),
    hasAgent: script.agent !== undefined,
    inAgent: async (argv) => {
      asked.push(`agent: ${argv.join(' ')}`);
      return script.agent?.[argv.join(' ')] ?? missing(argv);
    },
    onNode: async (argv) => {
      asked.push(`node: ${argv.join(' ')}`);
      return script.node?.[argv.join(' ')] ?? missing(argv);
    },
    agentLog: async () => (script.log === undefined ? notKnown('There is no log.') : known(script.log)),
    api: async (path) => {
      asked.push(`api: ${path}`);
      const [plain = ''] = path.split('?');
      const answer = script.api?.[plain];
      return answer === undefined ? notKnown('The server has no such thing.') : known(answer);
    },
    inventory: () =>
      script.inventory === undefined ? notKnown('Not all objects are known.') : known(script.inventory),
  };
}
