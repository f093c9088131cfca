import { countWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import { monitorEventOfJson } from './monitor-json.ts';

/** What cilium monitor saw of a packet. */
export interface MonitorEvent {
  readonly kind: 'drop' | 'verdict' | 'trace';
  /** Of a drop: why. Of a verdict: 'allow', 'deny', 'redirect', 'audit'. */
  readonly reason: string | undefined;
  /** 'ingress' or 'egress' of a verdict. */
  readonly direction: string | undefined;
  readonly from: string;
  readonly to: string;
  /** Security identities, sender's and receiver's. */
  readonly identities: readonly [number, number] | undefined;
  /** 'tcp SYN', 'EchoRequest', as printed. */
  readonly what: string;
}

/** Reads `cilium-dbg monitor`, also --type drop and policy-verdict, of all versions of its text, and its JSON (-j). */
export function parseMonitor(lines: readonly string[]): Parsed<MonitorEvent> {
  return parseLines<MonitorEvent>(
    lines,
    (line) => {
      if (line.startsWith('{')) {
        const event = monitorEventOfJson(line);
        return event === 'other' ? known : event;
      }
      const [, head = '', from, to, what = ''] = /^(.*?)[:,] (\S+) -> (\S+)(?: (.*))?$/.exec(line) ?? [];
      if (from !== undefined && to !== undefined) {
        const [, one, other] = /identity (\d+|[a-z-]+)->(\d+|[a-z-]+)/.exec(head) ?? [];
        const identities =
          /^\d+$/.test(one ?? '') && /^\d+$/.test(other ?? '') ? ([Number(one), Number(other)] as const) : undefined;
        const common = { from, to, identities, what };
        const [, reason] = /^xx drop \(([^)]*(?:\([^)]*\)[^)]*)*)\)/.exec(head) ?? [];
        if (reason !== undefined) return { kind: 'drop', reason, direction: undefined, ...common };
        const [, direction, action] = /^Policy verdict log: .*?\b(ingress|egress), action (\w+)/.exec(head) ?? [];
        if (action !== undefined) return { kind: 'verdict', reason: action, direction, ...common };
        if (/^(?:->|<-|>>) /.test(head)) return { kind: 'trace', reason: undefined, direction: undefined, ...common };
      }
      return /^(?:Listening for events|Press Ctrl-C|CPU \d+: |>> |-> |<- |\^C|time=|level=|Received an interrupt|Lost \d+|-{10})/.test(
        line,
      )
        ? known
        : undefined;
    },
    /^(?:Error: |cilium: |Cannot )/,
  );
}

/** Reads what cilium monitor printed. */
export const ciliumMonitorReader = judgedReader({
  tool: 'cilium-monitor',
  about: 'cilium-dbg monitor: drops and policy verdicts, text and JSON',
  parse: parseMonitor,
  summary: ({ items }) => ({ drops: reasonsOf(items.filter(({ kind }) => kind === 'drop')), events: items.length }),
  meaning: ({ items }) => meaningOf(items),
});

function reasonsOf(items: readonly MonitorEvent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason = 'unknown' } of items) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function meaningOf(items: readonly MonitorEvent[]): Meaning {
  const drops = items.filter(({ kind }) => kind === 'drop');
  const denied = items.filter(({ kind, reason }) => kind === 'verdict' && reason === 'deny');
  if (drops.length === 0 && denied.length === 0)
    return {
      state: 'unknown',
      sentence: `${countWords(items.length, 'event')}, no drop and no verdict that denies among them`,
    };
  const reasons = Object.entries(reasonsOf(drops)).map(([reason, count]) => {
    const ways = [...new Set(drops.filter((drop) => (drop.reason ?? 'unknown') === reason).map(wayOf))];
    return `${count} for ${reason}: ${ways.slice(0, 3).join(', ')}${ways.length > 3 ? ` and ${ways.length - 3} more` : ''}`;
  });
  const verdicts =
    denied.length === 0
      ? []
      : [`${countWords(denied.length, 'verdict')} to deny: ${[...new Set(denied.map(wayOf))].slice(0, 3).join(', ')}`];
  return {
    state: 'fault',
    sentence: [
      ...(drops.length === 0 ? [] : [`${countWords(drops.length, 'packet')} dropped, ${reasons.join('; ')}`]),
      ...verdicts,
    ].join('; '),
  };
}

function wayOf({ from, to, identities, what }: MonitorEvent): string {
  const who = identities === undefined ? '' : ` (identity ${identities[0]} to ${identities[1]})`;
  return `${from} to ${to}${who}${what === '' ? '' : ` ${what}`}`;
}
