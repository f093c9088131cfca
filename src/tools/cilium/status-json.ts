import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../../inventory/prune/fields.ts';
import { settingsOfStatus } from './status-settings.ts';
import type { AgentItem, CiliumStatus, FailingController, ProbedNode } from './status.ts';

/** Parts of StatusResponse (Cilium's API v1) by their fields, named as the text names them. */
const parts: readonly (readonly [string, string])[] = [
  ['kvstore', 'KVStore'],
  ['container-runtime', 'ContainerRuntime'],
  ['kubernetes', 'Kubernetes'],
  ['cilium', 'Cilium'],
  ['hubble', 'Hubble'],
];

/** Reads `cilium-dbg status -o json`. */
export function readStatusJson(document: Fields): CiliumStatus {
  const named = parts.flatMap(([key, name]): AgentItem[] => {
    const part = fieldsOf(document, key);
    const state = textOf(part, 'state');
    return state === '' ? [] : [{ kind: 'part', name, state, message: textOf(part, 'msg') }];
  });
  const stale = Object.keys(fieldsOf(document, 'stale'));
  const listed = listOf(document, 'controllers');
  const failing = listed.flatMap(failingOf);
  const cluster = fieldsOf(document, 'cluster');
  const health = fieldsOf(cluster, 'ciliumHealth');
  if (textOf(health, 'state') !== '')
    named.push({
      kind: 'part',
      name: 'Cilium health daemon',
      state: textOf(health, 'state'),
      message: textOf(health, 'msg'),
    });
  const nodes =
    listOf(document, 'cluster-health').length > 0
      ? listOf(document, 'cluster-health')
      : listOf(fieldsOf(document, 'health'), 'nodes');
  const probed = nodes.map(nodeOf);
  const items: AgentItem[] = [
    ...named,
    ...(stale.length === 0
      ? []
      : [{ kind: 'part' as const, name: 'Stale status', state: 'Stale', message: stale.join(', ') }]),
    ...settingsOfStatus(document),
    ...failing,
    ...probed,
  ];
  return {
    items,
    unparsed: [],
    failure: items.length === 0 ? 'the JSON is no status of Cilium' : undefined,
    controllers: listed.length === 0 ? undefined : { good: listed.length - failing.length, total: listed.length },
    reachable:
      probed.length === 0
        ? undefined
        : { good: probed.filter((node) => node.hostReachable && node.endpointReachable).length, total: probed.length },
  };
}

function failingOf(controller: Fields): readonly FailingController[] {
  const status = fieldsOf(controller, 'status');
  if ((numberOf(status, 'consecutive-failure-count') ?? 0) === 0) return [];
  return [{ kind: 'controller', name: textOf(controller, 'name'), message: textOf(status, 'last-failure-msg') }];
}

function nodeOf(node: Fields): ProbedNode {
  return {
    kind: 'node',
    name: textOf(node, 'name'),
    hostReachable: isReachable(fieldsOf(fieldsOf(node, 'host'), 'primary-address')),
    endpointReachable: isReachable(fieldsOf(fieldsOf(node, 'health-endpoint'), 'primary-address')),
  };
}

/** The probes of an address are well when their status is empty (Cilium's API: 'ConnectivityStatus'). */
function isReachable(address: Fields): boolean {
  const probes = [address['icmp'], address['http']].filter(isFields);
  return probes.length > 0 && probes.every((probe) => textOf(probe, 'status') === '');
}
