/** What tcpdump says on stderr, line by line. */
export type TcpdumpWord =
  | { readonly kind: 'listening' }
  | { readonly kind: 'captured' | 'received' | 'dropped'; readonly count: number }
  | { readonly kind: 'notice' }
  | { readonly kind: 'trouble'; readonly words: string };

/** Reads one line of tcpdump's stderr. What is not known is trouble: its words are shown if it fails. */
export function readTcpdumpWord(line: string): TcpdumpWord {
  const text = line.trim();
  if (/listening on /.test(text)) return { kind: 'listening' };
  const [, count, what] =
    /^(\d+) packets? (captured|received by filter|dropped by (?:kernel|interface))/.exec(text) ?? [];
  if (count !== undefined && what !== undefined) {
    const kind = what === 'captured' ? 'captured' : what.startsWith('received') ? 'received' : 'dropped';
    return { kind, count: Number(count) };
  }
  const notice =
    text === '' ||
    /^(?:tcpdump: )?(?:data link type |dropped privs to |verbose output suppressed|Warning: |WARNING: )/.test(text) ||
    /^Got \d+$|^\^C/.test(text);
  return notice ? { kind: 'notice' } : { kind: 'trouble', words: text };
}

/** Why a capture failed: a sentence, and what to do next. */
export interface CaptureTrouble {
  readonly kind: 'device' | 'permission' | 'filter' | 'other';
  readonly sentence: string;
  readonly nextStep: string;
}

/** What tcpdump's own words mean for the operator; they are part of the sentence. */
export function tcpdumpTrouble(words: readonly string[], device: string): CaptureTrouble {
  const said = words.map((line) => line.replace(/^tcpdump: /, '')).join(' ');
  if (/No such device|SIOCGIFHWADDR|doesn't exist|is not up/i.test(said))
    return {
      kind: 'device',
      sentence: `There is no device ${device} to capture on: ${said}`,
      nextStep: 'Choose another device; the node facts list those that there are.',
    };
  if (/permission|Operation not permitted|not permitted/i.test(said))
    return {
      kind: 'permission',
      sentence: `tcpdump may not capture on ${device}: ${said}`,
      nextStep: 'Capturing needs root or CAP_NET_RAW: capture at the node over SSH with sudo, or in a debug container.',
    };
  if (
    /syntax error|parse filter|unknown |illegal |invalid |rejects all packets|not a valid|expression|is not supported/i.test(
      said,
    )
  )
    return {
      kind: 'filter',
      sentence: `tcpdump does not understand the filter: ${said}`,
      nextStep: 'Write it as pcap-filter(7) has it: host 10.0.0.1 and tcp port 80.',
    };
  return {
    kind: 'other',
    sentence: said === '' ? 'tcpdump ended without a word.' : `tcpdump failed: ${said}`,
    nextStep: 'Run the shown command by hand to see more.',
  };
}
