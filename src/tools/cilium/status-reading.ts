import { jsonObjectIn, looksLikeJson } from '../reading/json-text.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import type { CiliumStatus } from './status.ts';
import { readStatusJson } from './status-json.ts';
import { parseStatusText } from './status-text.ts';

/** Reads `cilium status` (`cilium-dbg status` from 1.15 on) of an agent, text or JSON. */
export function parseCiliumStatus(lines: readonly string[]): CiliumStatus {
  if (!looksLikeJson(lines)) return parseStatusText(lines);
  const document = jsonObjectIn(lines);
  if (document !== undefined) return readStatusJson(document);
  return {
    items: [],
    unparsed: [...lines],
    failure: 'the JSON is cut or broken',
    controllers: undefined,
    reachable: undefined,
  };
}

/** Reads a saved status of a Cilium agent. */
export const ciliumStatusReader = judgedReader({
  tool: 'cilium-status',
  about: 'cilium-dbg status of an agent, text and JSON',
  parse: parseCiliumStatus,
  summary: ({ items, controllers, reachable }) => ({
    parts: Object.fromEntries(items.flatMap((item) => (item.kind === 'part' ? [[item.name, item.state]] : []))),
    kubeProxyReplacement: items.find((item) => item.kind === 'setting' && item.name === 'KubeProxyReplacement'),
    controllers,
    reachable,
  }),
  meaning: ciliumStatusMeaning,
});

/** What it means, as a reading says it. */
export function ciliumStatusMeaning({ items, controllers, reachable }: CiliumStatus): Meaning {
  const parts = items.flatMap((item) => (item.kind === 'part' ? [item] : []));
  const faults = parts
    .filter(({ state }) => !/^(?:Ok|Disabled|Warning|Stale)$/i.test(state))
    .map(({ name, state, message }) => `${name} says ${state}${message === '' ? '' : `: ${message}`}`);
  const warnings = parts
    .filter(({ state }) => /^(?:Warning|Stale)$/i.test(state))
    .map(({ name, state, message }) =>
      state === 'Stale' ? `probes do not end: ${message}` : `${name} warns: ${message}`,
    );
  for (const part of parts) {
    const [, errors] = /consecutive-errors=([1-9]\d*)/.exec(part.message) ?? [];
    if (errors !== undefined && /^Ok$/i.test(part.state))
      warnings.push(`${part.name} is Ok with errors in a row: ${errors}`);
  }
  if (controllers !== undefined && controllers.good < controllers.total) {
    const failing = items.flatMap((item) => (item.kind === 'controller' ? [`${item.name} (${item.message})`] : []));
    faults.push(
      `${controllers.total - controllers.good} of ${controllers.total} controllers fail${failing.length === 0 ? '' : `: ${failing.slice(0, 4).join(', ')}`}`,
    );
  }
  if (reachable !== undefined && reachable.good < reachable.total) {
    const away = items.flatMap((item) =>
      item.kind === 'node' && !(item.hostReachable && item.endpointReachable)
        ? [`${item.name}${item.hostReachable ? ' (the node is, its endpoint is not: think of the overlay)' : ''}`]
        : [],
    );
    faults.push(
      `only ${reachable.good} of ${reachable.total} nodes are reachable${away.length === 0 ? '' : `; not ${away.slice(0, 5).join(', ')}`}`,
    );
  }
  const bad = [...faults, ...warnings];
  if (bad.length > 0)
    return {
      state: faults.length > 0 ? 'fault' : 'warning',
      sentence: bad.join('; ').replace(/^[a-z](?=[a-z]* )/, (one) => one.toUpperCase()),
    };
  const facts = factsOf({ items, controllers, reachable });
  const agent = parts.find(({ name }) => name === 'Cilium');
  if (agent === undefined)
    return {
      state: 'unknown',
      sentence: `${facts.length === 0 ? 'Only details are shown' : facts.join(', ')}; the row of the agent itself is missing`,
    };
  const version = /^OK$/i.test(agent.message) ? '' : ` (${agent.message.replace(/ \(.*$/, '')})`;
  return { state: 'ok', sentence: [`The agent${version} and its parts are well`, ...facts].join(', ') };
}

function factsOf({
  items,
  controllers,
  reachable,
}: Pick<CiliumStatus, 'items' | 'controllers' | 'reachable'>): readonly string[] {
  const setting = (name: string) =>
    items.flatMap((item) => (item.kind === 'setting' && item.name === name ? [item.value] : [])).at(0);
  const replacement = setting('KubeProxyReplacement')?.split(/\s+/)[0];
  const store = items.find((item) => item.kind === 'part' && item.name === 'KVStore');
  return [
    ...(store?.kind === 'part' && store.message === 'Disabled' ? ['without a kvstore, as is usual'] : []),
    ...(replacement === undefined ? [] : [`kube-proxy replacement ${replacement}`]),
    ...(controllers === undefined ? [] : [`${controllers.good} of ${controllers.total} controllers well`]),
    ...(reachable === undefined ? [] : [`${reachable.good} of ${reachable.total} nodes reachable`]),
  ];
}
