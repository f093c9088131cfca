import { countWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { type ConntrackItem, parseConntrack, type TrackedFlow } from './parse.ts';

/** Counters of losses, and what their growth means. */
const losses: Readonly<Record<string, string>> = {
  drop: 'dropped because the table was full or an entry could not be made',
  early_drop: 'thrown out early to make room',
  insert_failed: 'not entered (two packets raced, or the table was full)',
};

/** Reads saved connection tracking. */
export const conntrackReader = judgedReader({
  tool: 'conntrack',
  about: 'conntrack -L, -S and -C',
  parse: parseConntrack,
  summary: ({ items }) => ({
    ...totalsOf(items),
    flows: items.filter(({ kind }) => kind === 'flow').length,
    unreplied: flowsOf(items).filter(({ unreplied }) => unreplied).length,
  }),
  meaning: ({ items }) => meaningOf(items),
});

/** The counters of all CPUs together; empty where none were printed. */
function totalsOf(items: readonly ConntrackItem[]): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const item of items) {
    if (item.kind !== 'counters') continue;
    for (const [name, value] of Object.entries(item.counters)) totals[name] = (totals[name] ?? 0) + value;
  }
  return totals;
}

function flowsOf(items: readonly ConntrackItem[]): readonly TrackedFlow[] {
  return items.flatMap((item) => (item.kind === 'flow' ? [item] : []));
}

function meaningOf(items: readonly ConntrackItem[]): Meaning {
  const totals = totalsOf(items);
  if (Object.keys(totals).length > 0) {
    const lost = Object.entries(losses).filter(([name]) => (totals[name] ?? 0) > 0);
    if (lost.length > 0) {
      const words = lost.map(([name, meaning]) => `${totals[name]} ${meaning} (${name})`);
      return { state: 'warning', sentence: `Connections were lost since boot: ${words.join(', ')}` };
    }
    const known = Object.keys(losses).filter((name) => totals[name] !== undefined);
    if (known.length === 0) return { state: 'unknown', sentence: 'Counters, none of those that tell of losses' };
    return {
      state: 'ok',
      sentence: `No connection was dropped by the table since boot (${known.join(', ')} are zero)`,
    };
  }
  const flows = flowsOf(items);
  if (flows.length === 0) {
    const count = items.flatMap((item) => (item.kind === 'count' ? [item.count] : [])).at(-1) ?? 0;
    return { state: 'unknown', sentence: `${countWords(count, 'connection')} tracked` };
  }
  const silent = flows.filter(({ unreplied }) => unreplied);
  const connects = silent.filter(({ protocol }) => protocol === 'tcp');
  if (connects.length > 0) {
    const words = connects
      .slice(0, 5)
      .map(
        ({ original: { source, destination, destinationPort } }) => `${source} to ${destination}:${destinationPort}`,
      );
    const more = connects.length > 5 ? ` and ${connects.length - 5} more` : '';
    return {
      state: 'warning',
      sentence: `TCP connects without an answer: ${words.join(', ')}${more}; ${countWords(flows.length, 'flow')} in all`,
    };
  }
  return {
    state: 'unknown',
    sentence: `${countWords(flows.length, 'flow')}${silent.length === 0 ? ', all answered' : `, ${silent.length} of them unanswered, none of TCP (multicast and VXLAN are one-way by nature)`}`,
  };
}
