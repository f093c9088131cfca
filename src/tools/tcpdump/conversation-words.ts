import { countWords, listWords } from '../../text/words.ts';
import type { IcmpError, NameQuestion, TcpAttempt } from './conversations.ts';

/** What was said in a capture, wherever its packets were read from. */
export interface Conversations {
  readonly errors: readonly IcmpError[];
  readonly attempts: readonly TcpAttempt[];
  /** An attempt that an ICMP error is about is known as such; else any error may explain any unanswered attempt. */
  readonly attributed?: boolean;
  readonly echoes: { readonly requests: number; readonly replies: number };
  readonly names: readonly NameQuestion[];
}

/** The same in words: what is broken, what is odd, what works. Pure. */
export function conversationWords({ errors, attempts, attributed = false, echoes, names }: Conversations): {
  readonly faults: string[];
  readonly warnings: string[];
  readonly fine: string[];
} {
  const faults: string[] = [];
  const warnings: string[] = [];
  const fine: string[] = [];

  for (const { by, to, words, mtu } of errors.slice(0, 4))
    faults.push(
      mtu === undefined
        ? `${by} tells ${to}: ${words}`
        : `${by} tells ${to} that packets are too long: only ${mtu} bytes pass (${words})`,
    );

  for (const { from, to, outcome, synSent, resetBy } of attempts) {
    if (outcome === 'refused')
      faults.push(`${to} refuses ${from} with RST: it is reached, and nobody listens or something rejects`);
    if (outcome === 'unanswered' && (attributed || errors.length === 0))
      (synSent === 1 ? warnings : faults).push(
        `${from} sent SYN to ${to} ${synSent === 1 ? 'once' : `${synSent} times`} and no answer was captured${synSent === 1 ? '' : ': packets or their answers vanish'}`,
      );
    if (resetBy !== undefined) warnings.push(`${resetBy} reset the connection between ${from} and ${to}`);
  }
  const open = attempts.filter(({ outcome }) => outcome === 'open');
  if (open.length > 0) fine.push(`the handshake with ${listWords([...new Set(open.map(({ to }) => to))])} completed`);

  sayEchoes(echoes, errors.length > 0, { faults, fine });
  sayNames(names, { faults, warnings, fine });
  return { faults, warnings, fine };
}

function sayEchoes(
  { requests, replies }: Conversations['echoes'],
  explained: boolean,
  { faults, fine }: { faults: string[]; fine: string[] },
): void {
  if (requests === 0) return;
  if (replies === requests) fine.push(`${countWords(requests, 'echo request')}, all answered`);
  else if (!explained)
    faults.push(`${requests - replies} of ${countWords(requests, 'echo request')} without an answer in the capture`);
}

function sayNames(
  questions: Conversations['names'],
  { faults, warnings, fine }: { faults: string[]; warnings: string[]; fine: string[] },
): void {
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
