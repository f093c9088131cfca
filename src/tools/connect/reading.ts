import type { ConnectClass } from '../../contracts/probe.ts';
import { bashTool } from '../bash/tool.ts';
import { ncTool } from '../nc/tool.ts';
import { readerOf } from '../reading/of-tool.ts';
import type { Reader } from '../reading/reading.ts';
import { telnetTool } from '../telnet/tool.ts';
import { wgetTool } from '../wget/tool.ts';
import type { ConnectOutcome } from './tool.ts';

/** Readers of saved output of the programs that make a TCP connect and nothing more that counts. */
export const connectReaders: readonly Reader[] = [
  readerOf(ncTool, {
    tool: 'nc',
    about: 'nc of OpenBSD and BusyBox, ncat, traditional nc',
    sentence: connectSentenceOf,
  }),
  readerOf(telnetTool, { tool: 'telnet', about: 'telnet of inetutils and BusyBox', sentence: connectSentenceOf }),
  readerOf(bashTool, { tool: 'bash-devtcp', about: "bash's /dev/tcp", sentence: connectSentenceOf }),
  readerOf(wgetTool, { tool: 'busybox-wget', about: 'wget of BusyBox and GNU', sentence: connectSentenceOf }),
];

const meaning: Readonly<Record<ConnectClass, string>> = {
  open: 'The connect succeeded: the port is open',
  refused: 'The connect was refused: something answered, and nobody listens there (or a filter rejects)',
  timeout: 'The connect timed out: packets or their answers vanish on the way',
  'no-route': 'No route to the host: an ICMP host unreachable came back, or nobody answers ARP',
  prohibited: 'A filter on the way rejected it: administratively prohibited',
  'network-unreachable': 'The network is unreachable: no route there, here or at a router on the way',
  'hang-after-connect': 'The connect succeeded and then no data came: think of the path MTU',
  reset: 'The connect succeeded and was then reset',
  'not-permitted': 'Sending is not permitted here: a local output rule',
  'name-not-resolved': 'The name was not resolved, so nothing was connected',
  'not-tested': 'The output does not tell whether anything was connected',
};

/** What a connect's outcome means, with the program's own words. */
export function connectSentenceOf({ class: of, words }: ConnectOutcome): string {
  return `${meaning[of]}${words === undefined ? '' : ` (${words.trim()})`}.`;
}
