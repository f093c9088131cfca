import { countWords, listWords } from '../../text/words.ts';
import { conversationWords } from './conversation-words.ts';
import type { Meaning } from '../reading/judged.ts';
import { echoes, icmpErrors, nameQuestions, tcpAttempts } from './conversations.ts';
import type { CapturedPacket } from './packet.ts';
import type { Capture } from './parse.ts';

/** What a capture says: unanswered connects, refusals, ICMP's words, names that nobody knew; and what it carried. */
export function meaningOfCapture({ items, tunnels, droppedByKernel = 0 }: Capture): Meaning {
  const packets = items.flatMap((item): CapturedPacket[] => (item.kind === 'packet' ? [item] : []));
  if (packets.length === 0) {
    const devices = items.flatMap((item) => (item.kind === 'device' ? [item.name] : []));
    return {
      state: 'unknown',
      sentence: `${countWords(devices.length, 'device')} can be captured on: ${devices.slice(0, 12).join(', ')}${devices.length > 12 ? ', …' : ''}`,
    };
  }
  const { faults, warnings, fine } = conversationWords({
    errors: icmpErrors(packets),
    attempts: tcpAttempts(packets),
    echoes: echoes(packets),
    names: nameQuestions(packets),
  });
  if (droppedByKernel > 0)
    warnings.push(
      `the kernel dropped ${droppedByKernel} packets before they were captured: what is missing proves nothing`,
    );

  const bad = [...faults, ...warnings];
  const carried = [countWords(packets.length, 'packet'), ...tunnelWords(tunnels)];
  if (packets.some(({ checksumDoubted }) => checksumDoubted))
    carried.push('checksums shown as incorrect are usual on the sender: the hardware fills them in');
  const said = bad.length > 6 ? [...bad.slice(0, 6), `${bad.length - 6} more such`] : bad;
  return {
    state: faults.length > 0 ? 'fault' : warnings.length > 0 ? 'warning' : fine.length > 0 ? 'ok' : 'unknown',
    sentence: [...said, ...fine, ...carried].join('; ').replace(/^[a-z](?=[a-z]* )/, (one) => one.toUpperCase()),
  };
}

function tunnelWords(tunnels: Capture['tunnels']): readonly string[] {
  const [first] = tunnels;
  if (first === undefined) return [];
  const ends = [...new Set(tunnels.flatMap(({ from, to }) => [from.address, to.address]))];
  const name =
    first.protocol === 'OTV'
      ? `VXLAN ${first.network} (shown as OTV: use -T vxlan)`
      : `${first.protocol}${first.network === undefined ? '' : ` ${first.network}`}`;
  return [`inside ${name} between ${listWords(ends.slice(0, 4))}`];
}
