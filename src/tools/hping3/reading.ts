import { judgedReader, type Meaning } from '../reading/judged.ts';
import { type HpingRun, parseHping } from './parse.ts';

/** Reads a saved run of hping3. */
export const hpingReader = judgedReader({
  tool: 'hping3',
  about: 'hping3, above all -S',
  parse: parseHping,
  summary: ({ destination, sent, received, items }) => ({
    destination,
    sent,
    received,
    flags: [...new Set(items.map(({ flags }) => flags))],
  }),
  meaning: meaningOf,
  silence: (output) => {
    const { destination, sent = 0, received } = parseHping(output.lines);
    if (sent === 0 || received !== 0) return undefined;
    return {
      state: 'fault',
      sentence: `${destination ?? 'The destination'} answered none of ${sent} packets: packets or their answers vanish on the way`,
    };
  },
});

function meaningOf({ items, destination, sent, received }: HpingRun): Meaning {
  const to = destination ?? items[0]?.address ?? 'The destination';
  const count = sent === undefined ? `${items.length} answers` : `${received ?? items.length} of ${sent} answered`;
  const icmp = items.find(({ flags }) => flags.startsWith('ICMP'));
  if (icmp !== undefined) return { state: 'fault', sentence: `${icmp.address} says of ${to}: ${icmp.flags}` };
  const port = items.find((item) => item.port !== undefined)?.port;
  const where = port === undefined ? to : `${to}:${port}`;
  const reset = items.filter(({ flags }) => flags.includes('R')).length;
  const open = items.filter(({ flags }) => flags.includes('S') && flags.includes('A')).length;
  const lossy = sent !== undefined && received !== undefined && received < sent;
  if (reset > 0 && reset >= open)
    return {
      state: 'fault',
      sentence: `${where} refuses: it answers with RST, so it is reached and nobody listens (${count})`,
    };
  if (open > 0)
    return {
      state: lossy || reset > 0 ? 'warning' : 'ok',
      sentence: `${where} is open: it answers with SYN and ACK (${count})`,
    };
  return { state: 'unknown', sentence: `${where} answers (${count})` };
}
