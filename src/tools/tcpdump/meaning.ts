import { countWords, listWords } from '../../text/words.ts';
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
  const faults: string[] = [];
  const warnings: string[] = [];
  const fine: string[] = [];

  const errors = icmpErrors(packets);
  for (const { by, to, words, mtu } of errors.slice(0, 4))
    faults.push(
      mtu === undefined
        ? `${by} tells ${to}: ${words}`
        : `${by} tells ${to} that packets are too long: only ${mtu} bytes pass (${words})`,
    );

  const attempts = tcpAttempts(packets);
  for (const { from, to, outcome, synSent, resetBy } of attempts) {
    if (outcome === 'refused')
      faults.push(`${to} refuses ${from} with RST: it is reached, and nobody listens or something rejects`);
    if (outcome === 'unanswered' && errors.length === 0)
      (synSent === 1 ? warnings : faults).push(
        `${from} sent SYN to ${to} ${synSent === 1 ? 'once' : `${synSent} times`} and no answer was captured${synSent === 1 ? '' : ': packets or their answers vanish'}`,
      );
    if (resetBy !== undefined) warnings.push(`${resetBy} reset the connection between ${from} and ${to}`);
  }
  const open = attempts.filter(({ outcome }) => outcome === 'open');
  if (open.length > 0) fine.push(`the handshake with ${listWords([...new Set(open.map(({ to }) => to))])} completed`);

  sayEchoes(packets, errors.length > 0, { faults, fine });
  sayNames(packets, { faults, warnings, fine });
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

function sayEchoes(
  packets: readonly CapturedPacket[],
  explained: boolean,
  { faults, fine }: { faults: string[]; fine: string[] },
): void {
  const { requests, replies } = echoes(packets);
  if (requests === 0) return;
  if (replies === requests) fine.push(`${countWords(requests, 'echo request')}, all answered`);
  else if (!explained)
    faults.push(`${requests - replies} of ${countWords(requests, 'echo request')} without an answer in the capture`);
}

function sayNames(
  packets: readonly CapturedPacket[],
  { faults, warnings, fine }: { faults: string[]; warnings: string[]; fine: string[] },
): void {
  const questions = nameQuestions(packets);
  if (questions.length === 0) return;
  const silent = questions.filter(({ answer }) => answer === undefined);
  const failed = questions.filter(({ answer }) => answer === 'ServFail' || answer === 'Refused');
  const unknown = questions.filter(({ answer }) => answer === 'NXDomain');
  const found = questions.filter(({ answer }) => answer === 'NoError');
  if (silent.length > 0)
    faults.push(
      `${countWords(silent.length, 'DNS question')} to ${listWords([...new Set(silent.map(({ server }) => server))])} without an answer in the capture`,
    );
  if (failed.length > 0) faults.push(`${failed[0]?.server} answers ${failed[0]?.answer} for ${failed[0]?.name}`);
  // The search list makes longer names of one and asks for them first.
  const storm = found.find(({ name }) => unknown.filter((other) => other.name.startsWith(name)).length > 1);
  if (storm !== undefined) {
    const tried = unknown.filter(({ name }) => name.startsWith(storm.name)).length;
    warnings.push(
      `${storm.name} was found only after ${tried} names of the search list that nobody knows (NXDOMAIN): a dot at its end, or smaller ndots, spares them`,
    );
  } else if (unknown.length > 0)
    warnings.push(`nobody knows ${listWords([...new Set(unknown.map(({ name }) => name))].slice(0, 4))} (NXDOMAIN)`);
  if (found.length > 0) fine.push(`${listWords([...new Set(found.map(({ name }) => name))].slice(0, 4))} was answered`);
}
