import type { Fact, RawOutput } from '../../contracts/node-facts.ts';
import { type Fields, fieldsOf, listOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { isFinished } from '../../inventory/inventory.ts';
import { parseBpfMetrics } from '../../tools/cilium/bpf-metrics.ts';
import { parseBpfPolicy } from '../../tools/cilium/bpf-policy.ts';
import { parseEndpoints } from '../../tools/cilium/endpoints.ts';
import { parseFqdnCache } from '../../tools/cilium/fqdn-cache.ts';
import { parseHealth } from '../../tools/cilium/health.ts';
import { ciliumLine, ciliumLogRules } from '../../tools/cilium/log.ts';
import { parseMonitor } from '../../tools/cilium/monitor.ts';
import { parseCiliumStatus } from '../../tools/cilium/status-reading.ts';
import { parseHubbleFlows } from '../../tools/hubble/observe.ts';
import { parseLog } from '../../tools/log/reader.ts';
import type { Parsed } from '../../tools/reading/parsed.ts';
import type { CniNodeRecord, CniObjects } from '../evidence.ts';
import { readFact } from '../fact.ts';
import type { CniReach, NodeReach, ReadOptions } from '../knower.ts';
import { listObjects } from '../list-objects.ts';
import { linesOf, whyNothing } from '../outputs.ts';
import { probeFailures } from '../probe-failures.ts';
import { ciliumConfig, ciliumTunnel } from './configuration.ts';
import type { CiliumNodeObject, CiliumOwn, CiliumShared, NamePolicies, TunnelMapEntry } from './evidence.ts';

/** In larger clusters the agents are asked for what the API server would take megabytes to tell. */
const mostEndpointObjects = 5_000;
const mostNodesOfMatrix = 100;

export async function gatherCilium(objects: CniObjects, reach: CniReach): Promise<CiliumShared> {
  const inventory = reach.inventory();
  const few = inventory.known && inventory.value.pods.size <= mostEndpointObjects;
  const [nodes, endpoints] = await Promise.all([
    listObjects(reach, ['cilium.io/v2'], 'ciliumnodes', ciliumNodeOf),
    few ? listObjects(reach, ['cilium.io/v2'], 'ciliumendpoints', podNameOf) : undefined,
  ]);
  return {
    nodes,
    names: readFact(inventory, ({ policyobjects }) => namePolicies([...policyobjects.values()])),
    managed:
      endpoints === undefined || ciliumConfig(objects)?.['disable-endpoint-crd'] === 'true'
        ? { known: false, why: 'CiliumEndpoints are not read here: the agents are asked.', from: undefined }
        : readFact(endpoints, (names) => new Set(names)),
  };
}

function ciliumNodeOf(object: Fields): CiliumNodeObject | undefined {
  const name = textOf(fieldsOf(object, 'metadata'), 'name');
  const spec = fieldsOf(object, 'spec');
  if (name === '') return undefined;
  return {
    name,
    internalAddresses: listOf(spec, 'addresses')
      .filter((one) => textOf(one, 'type') === 'InternalIP')
      .map((one) => textOf(one, 'ip')),
    podCidrs: textsOf(fieldsOf(spec, 'ipam'), 'podCIDRs'),
  };
}

function podNameOf(object: Fields): string | undefined {
  const metadata = fieldsOf(object, 'metadata');
  const name = textOf(metadata, 'name');
  return name === '' ? undefined : `${textOf(metadata, 'namespace')}/${name}`;
}

function namePolicies(
  objects: readonly {
    readonly objectKind: string;
    readonly namespace: string;
    readonly name: string;
    readonly spec: unknown;
    readonly specs?: unknown;
  }[],
): NamePolicies {
  const texts = objects
    .filter(({ objectKind }) => objectKind.startsWith('Cilium'))
    .map(({ namespace, name, spec, specs }) => ({
      name: namespace === '' ? name : `${namespace}/${name}`,
      text: JSON.stringify([spec, specs]),
    }));
  return {
    named: texts.filter(({ text }) => text.includes('"toFQDNs"')).map(({ name }) => name),
    withDnsRule: texts.some(({ text }) => /"rules":\{[^}]*"dns":/.test(text)),
  };
}

/** Reads on a node what the agent tells. */
export async function gatherCiliumNode(
  record: CniNodeRecord,
  reach: NodeReach,
  objects: CniObjects,
  shared: CiliumShared | undefined,
): Promise<CiliumOwn> {
  const config = ciliumConfig(objects);
  const { program, output } = await askStatus(reach);
  const ask = async <Item>(
    argv: readonly string[],
    parse: (lines: readonly string[]) => Parsed<Item>,
    options?: ReadOptions,
  ): Promise<Fact<readonly Item[]>> => itemsOf(await reach.inAgent(argv, options), parse);
  const inventory = reach.inventory();
  const [health, endpoints, packets, drops, policyMaps, cachedNames, tunnelMap, log] = await Promise.all([
    objects.nodes.size > mostNodesOfMatrix
      ? unasked('In a cluster of so many nodes only the agent’s own count is taken.')
      : ask(['cilium-health', 'status', '-o', 'json'], parseHealth, { outputCap: 4 << 20 }),
    endpointsOf(reach, program),
    ask([program, 'bpf', 'metrics', 'list', '-o', 'json'], parseBpfMetrics),
    dropsOf(reach, program, config?.['enable-hubble'] === 'true'),
    ask([program, 'bpf', 'policy', 'get', '--all', '-o', 'json'], parseBpfPolicy, { outputCap: 4 << 20 }),
    shared?.names.known === true && shared.names.value.named.length > 0
      ? ask([program, 'fqdn', 'cache', 'list', '-o', 'json'], parseFqdnCache)
      : undefined,
    ciliumTunnel(config) === 'none' ? undefined : tunnelMapOf(reach, program),
    reach.agentLog(300),
  ]);
  const status = parseCiliumStatus(linesOf(output));
  return {
    program,
    status:
      status.items.length > 0
        ? { known: true, value: status, from: output.id }
        : { known: false, why: status.failure ?? whyNothing(output), from: output.id },
    health,
    endpoints,
    packets,
    drops,
    policyMaps,
    cachedNames,
    tunnelMap,
    pods: readFact(inventory, (all) =>
      [...all.podsOnNode(record.name)]
        .filter(
          (pod) => !pod.hostNetwork && !isFinished(pod) && pod.deletedAt === undefined && pod.addresses.length > 0,
        )
        .map(({ namespace, name, addresses, createdAt }) => ({ name: `${namespace}/${name}`, addresses, createdAt })),
    ),
    probeFailures: probeFailures(record, inventory, reach.now()),
    log: readFact(log, (lines) =>
      parseLog(lines, { line: ciliumLine, rules: ciliumLogRules })
        .items.filter(({ mark }) => mark === 'sick' || mark === 'odd')
        .slice(-20),
    ),
    at: reach.now(),
  };
}

/** The agent's program was called cilium before 1.15; what has no JSON is asked for its text. */
async function askStatus(reach: NodeReach): Promise<{ readonly program: string; readonly output: RawOutput }> {
  let program = 'cilium-dbg';
  let output = await reach.inAgent([program, 'status', '-o', 'json']);
  if (isMissing(output)) {
    program = 'cilium';
    output = await reach.inAgent([program, 'status', '-o', 'json']);
  }
  if (parseCiliumStatus(linesOf(output)).items.length > 0 || isMissing(output)) return { program, output };
  const text = await reach.inAgent([program, 'status', '--verbose']);
  return { program, output: parseCiliumStatus(linesOf(text)).items.length > 0 ? text : output };
}

function isMissing({ end }: RawOutput): boolean {
  return end.kind === 'missing-program' || (end.kind === 'exited' && (end.code === 126 || end.code === 127));
}

/** The JSON of an agent with many endpoints is long; what is cut is asked for again as text. */
async function endpointsOf(reach: NodeReach, program: string): Promise<CiliumOwn['endpoints']> {
  const json = await reach.inAgent([program, 'endpoint', 'list', '-o', 'json'], { outputCap: 8 << 20 });
  const found = itemsOf(json, parseEndpoints);
  if (found.known && !json.truncated) return found;
  const text = itemsOf(await reach.inAgent([program, 'endpoint', 'list']), parseEndpoints);
  return text.known ? text : found;
}

async function dropsOf(reach: NodeReach, program: string, hubble: boolean): Promise<CiliumOwn['drops']> {
  if (hubble) {
    const output = await reach.inAgent(['hubble', 'observe', '--verdict', 'DROPPED', '--last', '50', '-o', 'json']);
    const { items, failure } = parseHubbleFlows(linesOf(output));
    if (items.length > 0 || (output.end.kind === 'exited' && output.end.code === 0 && failure === undefined))
      return { known: true, value: { flows: items, events: [] }, from: output.id };
  }
  // The monitor goes on until it is stopped: that its time is over is how it ends well.
  const output = await reach.inAgent([program, 'monitor', '--type', 'drop', '-j'], { deadline: 2_000 });
  const { items } = parseMonitor(linesOf(output));
  const listened = items.length > 0 || output.end.kind === 'deadline' || output.end.kind === 'stopped';
  return listened
    ? { known: true, value: { flows: [], events: items }, from: output.id }
    : { known: false, why: `The monitor: ${whyNothing(output)}`, from: output.id };
}

/** `cilium-dbg bpf tunnel list`, which newer versions have no more: 'TUNNEL VALUE', network and node without their ports. */
async function tunnelMapOf(reach: NodeReach, program: string): Promise<CiliumOwn['tunnelMap']> {
  const output = await reach.inAgent([program, 'bpf', 'tunnel', 'list']);
  const entries = linesOf(output).flatMap((line): TunnelMapEntry[] => {
    const [, network, node] = /^([0-9a-f.:]+?)(?::0)?\s+([0-9a-f.:]+?)(?::0)?(?:\s+\d+)?\s*$/.exec(line) ?? [];
    return network === undefined || node === undefined ? [] : [{ network, node }];
  });
  const told = linesOf(output).some((line) => /^TUNNEL\s+VALUE/.test(line));
  return told ? { known: true, value: entries, from: output.id } : undefined;
}

function unasked(why: string): Fact<never> {
  return { known: false, why, from: undefined };
}

/** An empty list is one only where the program says that it did its work. */
function itemsOf<Item>(output: RawOutput, parse: (lines: readonly string[]) => Parsed<Item>): Fact<readonly Item[]> {
  const { items, failure, unparsed } = parse(linesOf(output));
  const done = output.end.kind === 'exited' && output.end.code === 0 && failure === undefined && unparsed.length === 0;
  if (items.length > 0 || done) return { known: true, value: items, from: output.id };
  return { known: false, why: failure ?? whyNothing(output), from: output.id };
}
