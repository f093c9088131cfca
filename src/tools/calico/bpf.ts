import { countWords } from '../../text/words.ts';
import { isBoxLine, readBoxTable } from '../reading/box-table.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A counter of `counters dump`: packets by what became of them. */
export interface BpfCounter {
  readonly kind: 'counter';
  /** 'Accepted', 'Dropped'… */
  readonly category: string;
  readonly type: string;
  /** Packets; undefined where the hook is not there. */
  readonly ingress: number | undefined;
  readonly egress: number | undefined;
}

/** A connection of `conntrack dump`. */
export interface BpfConnection {
  readonly kind: 'connection';
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  /** Where a Service's address was translated to. */
  readonly backend: string | undefined;
  /** 'ESTABLISHED', 'CLOSED', 'SYN-SENT'…; undefined for UDP. */
  readonly state: string | undefined;
}

/** A Service's address of `nat dump`. */
export interface BpfService {
  readonly kind: 'service';
  readonly address: string;
  readonly port: number;
  readonly protocol: number;
  /** As counted by the entry. */
  readonly count: number;
  readonly backends: readonly string[];
}

/** A rule of `policy dump`, with how often it matched. */
export interface BpfRule {
  readonly kind: 'rule';
  /** Tier's or policy's name; undefined for rules outside of policies (profiles). */
  readonly policy: string | undefined;
  readonly action: string;
  readonly count: number | undefined;
}

export type BpfItem = BpfCounter | BpfConnection | BpfService | BpfRule;

/** Reads `calico-node -bpf` (from 3.33 on `calico component node bpf`) counters, conntrack, nat and policy dump. */
export function parseCalicoBpf(lines: readonly string[]): Parsed<BpfItem> {
  const table: string[] = [];
  let service: { address: string; port: number; protocol: number; count: number; backends: string[] } | undefined;
  let policy: string | undefined;
  let rule: { action: string; count: number | undefined } | undefined;
  const services: BpfService[] = [];
  const parsed = parseLines<BpfItem>(lines, (line) => {
    if (isBoxLine(line)) {
      table.push(line);
      return known;
    }
    const [, protocol, from, first, second, state] =
      /^(TCP|UDP|ICMP|SCTP|\d+) (\S+:\d+) -> (\S+:\d+)(?: -> (\S+:\d+))?\s+Active ago \S+(?:\s+([A-Z][A-Z_-]+))?/.exec(
        line,
      ) ?? [];
    if (protocol !== undefined && from !== undefined && first !== undefined)
      return { kind: 'connection', protocol, from, to: first, backend: second, state };
    const [, address, port, number, count] = /^\s*(\S+) port (\d+) proto (\d+) id \d+ count (\d+)/.exec(line) ?? [];
    if (address !== undefined) {
      service = { address, port: Number(port), protocol: Number(number), count: Number(count), backends: [] };
      services.push({ kind: 'service', ...service });
      return known;
    }
    const [, backend] = /^\s+\d+:\d+\s+(\S+:\d+)\s*$/.exec(line) ?? [];
    if (backend !== undefined && service !== undefined) {
      service.backends.push(backend);
      return known;
    }
    const [, named] = /^\/\/ Start of policy (\S+)/.exec(line) ?? [];
    if (named !== undefined) policy = named;
    if (line.startsWith('// End of policy')) policy = undefined;
    const [, action] = /^\/\/ Start of rule .*?action:"(\w+)"/.exec(line) ?? [];
    if (action !== undefined) rule = { action, count: undefined };
    const [, hits] = /^\/\/ count = (\d+)/.exec(line) ?? [];
    if (hits !== undefined && rule !== undefined) rule.count = Number(hits);
    if (line.startsWith('// End of rule') && rule !== undefined) {
      const ended = rule;
      rule = undefined;
      return { kind: 'rule', policy, ...ended };
    }
    return /^(?:\/\/|\s*\d+: |IfaceName: |Hook: |Error:|Policy Info:|\s*kubectl exec |\s*Dumped |\s*iface |=+$)/.test(
      line,
    )
      ? known
      : undefined;
  });
  return { ...parsed, items: [...countersIn(table), ...services, ...parsed.items] };
}

function countersIn(table: readonly string[]): readonly BpfCounter[] {
  // A type that was wrapped goes on in a row without numbers; a row with numbers and no category is of the one above.
  const read = readBoxTable(table, ([, , ...numbers]) => numbers.every((cell) => cell === ''));
  let category = '';
  return (read?.rows ?? []).flatMap((row): BpfCounter[] => {
    category = row['CATEGORY'] || category;
    const count = (name: string) => (/^\d+$/.test(row[name] ?? '') ? Number(row[name]) : undefined);
    const counter = {
      kind: 'counter' as const,
      category,
      type: row['TYPE'] ?? '',
      ingress: count('INGRESS'),
      egress: count('EGRESS'),
    };
    return counter.ingress === undefined && counter.egress === undefined ? [] : [counter];
  });
}

/** Reads saved dumps of Calico's eBPF dataplane. */
export const calicoBpfReader = judgedReader({
  tool: 'calico-bpf',
  about: 'calico-node -bpf counters, conntrack, nat, policy dump',
  parse: parseCalicoBpf,
  summary: ({ items }) => ({
    counters: items.filter(({ kind }) => kind === 'counter').length,
    services: items.filter(({ kind }) => kind === 'service').length,
  }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly BpfItem[]): Meaning {
  const counters = items.flatMap((item) => (item.kind === 'counter' ? [item] : []));
  if (counters.length > 0) {
    const dropped = counters.filter(
      ({ category, ingress = 0, egress = 0 }) => category === 'Dropped' && ingress + egress > 0,
    );
    if (dropped.length === 0) {
      const looked = counters.some(({ category }) => category === 'Dropped');
      return {
        state: looked ? 'ok' : 'unknown',
        sentence: looked
          ? 'No packet was dropped at this device'
          : `${countWords(counters.length, 'counter')}, none of drops`,
      };
    }
    const words = dropped.map(
      ({ type, ingress = 0, egress = 0 }) =>
        `${type} ${[ingress > 0 ? `${ingress} on ingress` : [], egress > 0 ? `${egress} on egress` : []].flat().join(' and ')}`,
    );
    return {
      state: 'warning',
      sentence: `Packets were dropped: ${words.join(', ')}; read it twice to see whether it grows`,
    };
  }
  const services = items.flatMap((item) => (item.kind === 'service' ? [item] : []));
  if (services.length > 0) {
    const empty = services.filter(({ count, backends }) => count === 0 && backends.length === 0);
    const differing = services.filter(({ count, backends }) => count !== backends.length && backends.length > 0);
    const name = ({ address, port, protocol }: BpfService) => `${address}:${port} (protocol ${protocol})`;
    if (empty.length > 0)
      return {
        state: 'fault',
        sentence: `Without backends: ${empty.map(name).join(', ')}; ${countWords(services.length, 'Service address', 'Service addresses')} in all`,
      };
    const note = differing.length === 0 ? '' : `; of ${differing.map(name).join(', ')} not all backends are shown`;
    return {
      state: 'unknown',
      sentence: `${countWords(services.length, 'Service address', 'Service addresses')} programmed, all with backends${note}; compare with the EndpointSlices`,
    };
  }
  const rules = items.flatMap((item) => (item.kind === 'rule' ? [item] : []));
  if (rules.length > 0) {
    const words = rules
      .slice(0, 5)
      .map(
        ({ policy, action, count }) =>
          `${policy ?? 'outside of policies'}: ${action}${count === undefined ? '' : `, matched ${count} times`}`,
      );
    return {
      state: 'unknown',
      sentence: `${countWords(rules.length, 'rule')} at this device: ${words.join('; ')}${rules.length > 5 ? ' and more' : ''}`,
    };
  }
  const connections = items.flatMap((item) => (item.kind === 'connection' ? [item] : []));
  const half = connections.filter(({ state = '' }) => state.startsWith('SYN'));
  if (half.length > 0)
    return {
      state: 'warning',
      sentence: `Connects without an answer: ${half
        .slice(0, 5)
        .map(({ from, to }) => `${from} to ${to}`)
        .join(', ')}`,
    };
  return {
    state: 'unknown',
    sentence: `${countWords(connections.length, 'connection')} tracked, ${connections.filter(({ backend }) => backend !== undefined).length} of them through a Service`,
  };
}
