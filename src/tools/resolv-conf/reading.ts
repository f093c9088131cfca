import { countWords, listWords } from '../../text/words.ts';
import { asJson } from '../reading/as-json.ts';
import type { Reader } from '../reading/reading.ts';
import { parseResolvConf } from './parse.ts';

const keywords: ReadonlySet<string> = new Set(['nameserver', 'search', 'domain', 'options', 'sortlist']);

/** Reads a saved resolv.conf. */
export const resolvConfReader: Reader = {
  tool: 'resolv-conf',
  about: '/etc/resolv.conf',
  read: async ({ lines }) => {
    const found = parseResolvConf(lines.join('\n'));
    const said = lines.filter((line) => !/^\s*([#;]|$)/.test(line));
    const { nameservers, search, ndots } = found;
    const who =
      nameservers.length === 0
        ? 'No name server is named: this host itself is asked'
        : `Asks ${listWords(nameservers)}`;
    const order =
      search.length === 0
        ? 'no search list'
        : `names with fewer than ${countWords(ndots, 'dot')} are tried with ${listWords(search)} first`;
    return {
      tool: 'resolv-conf',
      summary: asJson(found),
      sentence: said.length > 0 && !said.some(isKnown) ? 'Nothing of this was understood.' : `${who}; ${order}.`,
      samples: said.filter(isKnown).map((line) => line.trim()),
      unparsed: said.filter((line) => !isKnown(line)),
    };
  },
};

function isKnown(line: string): boolean {
  return keywords.has(line.trim().split(/\s+/)[0] ?? '');
}
