import { parseCidr } from '../../../src/policy/address/parse.ts';
import type { AddressRange } from '../../../src/policy/model/condition.ts';
import type { PodParty } from '../../../src/policy/model/party.ts';
import type { FlowProtocol } from '../../../src/policy/model/traffic.ts';

/** One line of a connectivity map. */
export interface MapRule {
  readonly source: MapPeer;
  readonly destination: MapPeer;
  readonly connection: MapConnection;
}

export type MapPeer =
  | { readonly is: 'addresses'; readonly ranges: readonly AddressRange[] }
  | { readonly is: 'pods'; readonly namespaces: readonly string[]; readonly pods: string };

/** Blocks are alternatives; `except` turns them round. No blocks: everything. */
export interface MapConnection {
  readonly except: boolean;
  readonly blocks: readonly MapBlock[];
}

export interface MapBlock {
  readonly protocols: readonly FlowProtocol[];
  readonly ports: readonly (readonly [number, number])[] | undefined;
  readonly sourcePorts: boolean;
  readonly layer7: boolean;
  readonly icmp: { readonly type: number; readonly code?: number } | undefined;
}

/** The maps of an output in text, by the config that each is of. */
export function readMaps(text: string): ReadonlyMap<string, readonly MapRule[]> {
  const maps = new Map<string, MapRule[]>();
  let current: MapRule[] = [];
  for (const line of text.split('\n')) {
    const [, config] = /^final fw rules for query: .*?, config: (.*):$/.exec(line) ?? [];
    if (config !== undefined) {
      current = [];
      maps.set(config, current);
    }
    const [, source, destination, connection] = /^(src.*?) (dst.*?) conn: (.*)$/.exec(line) ?? [];
    if (source !== undefined && destination !== undefined && connection !== undefined)
      current.push({ source: peer(source), destination: peer(destination), connection: readConnection(connection) });
  }
  return maps;
}

function peer(text: string): MapPeer {
  const [, namespaces, pods] = /^..._ns: \[(.*?)\] ..._pods: \[(.*)\]$/.exec(text) ?? [];
  if (namespaces !== undefined && pods !== undefined) return { is: 'pods', namespaces: namespaces.split(','), pods };
  const list = text.replace(/^...: /, '').split(/,\s*/);
  return { is: 'addresses', ranges: list.flatMap((one) => range(one) ?? []) };
}

function range(text: string): AddressRange | undefined {
  const [from, to] = text.split('-').map(parseCidr);
  return from === undefined ? undefined : { ...from, to: (to ?? from).to };
}

const numbers: Readonly<Record<string, FlowProtocol>> = { VRRP: 112 };

/** 'All connections', 'All but {...}', or blocks as '{protocols:TCP, UDP,dst_ports:53}'. */
export function readConnection(text: string): MapConnection {
  const except = text.startsWith('All but');
  const bare = /^(?:All but )?([A-Z]+) ([\d,-]+)$/.exec(text);
  const written = bare === null ? text : `{protocols:${bare[1]},dst_ports:${bare[2]}}`;
  return { except, blocks: [...written.matchAll(/\{([^{}]*)\}/g)].map(([, body]) => block(body ?? '')) };
}

function block(body: string): MapBlock {
  const fields = new Map(
    body
      .split(/,(?=[a-z_]+:)/)
      .map((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1)]),
  );
  const ports = fields.get('dst_ports')?.split(',');
  const type = fields.get('icmp_type');
  const code = fields.get('icmp_code');
  return {
    protocols: (fields.get('protocols') ?? '').split(/,\s*/).map((name) => numbers[name] ?? (name as FlowProtocol)),
    ports: ports?.map((one) => {
      const [from, to] = one.split('-').map(Number);
      return [from ?? 0, to ?? from ?? 0] as const;
    }),
    sourcePorts: fields.has('src_ports'),
    layer7: fields.has('hosts') || fields.has('paths'),
    icmp:
      type === undefined ? undefined : { type: Number(type), ...(code === undefined ? {} : { code: Number(code) }) },
  };
}

/** Whether the words between a map's brackets mean a pod: '*', names of workloads, or labels with and, or, has and in. */
export function meansPod(words: string, pod: PodParty): boolean {
  if (words === '*') return true;
  const either = split(words, ' or ');
  if (either.length > 1) return either.some((one) => meansPod(one, pod));
  const both = split(words, ' and ');
  if (both.length > 1) return both.every((one) => meansPod(one, pod));
  if (/^\(.*\)$/.test(words)) return meansPod(words.slice(1, -1), pod);
  const label = (key: string) => (Object.hasOwn(pod.labels, key) ? pod.labels[key] : undefined);
  const has = /^(!?)has\((.*)\)$/.exec(words);
  if (has !== null) return (label(has[2] ?? '') !== undefined) === (has[1] === '');
  const named = /^has_named_port=(.*)$/.exec(words);
  if (named !== null) return pod.ports.some(({ name }) => name === named[1]);
  const among = /^(\S+) (not )?in \((.*)\)$/.exec(words);
  if (among !== null)
    return (among[3] ?? '').split(',').includes(label(among[1] ?? '') ?? '') === (among[2] === undefined);
  const equal = /^([^\s!=]+)(!?=)(.*)$/.exec(words);
  if (equal !== null) return (label(equal[1] ?? '') === equal[3]) === (equal[2] === '=');
  // Of a workload's template the tool makes pods with a number at the end.
  return words
    .split(/,\s*/)
    .some((name) => name === pod.workload.name || name === pod.name || name.replace(/-\d+$/, '') === pod.workload.name);
}

/** Splits where no parenthesis is open. */
function split(words: string, by: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] === '(') depth += 1;
    if (words[at] === ')') depth -= 1;
    if (depth === 0 && words.startsWith(by, at)) {
      parts.push('');
      at += by.length - 1;
    } else parts[parts.length - 1] += words[at] ?? '';
  }
  return parts;
}
