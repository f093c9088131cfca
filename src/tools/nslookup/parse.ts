import { isUsageComplaint } from '../connect/words.ts';
import { type LineParser, unparsed } from '../line-parser.ts';

/** What one line of nslookup says. */
export type NslookupSample =
  | { readonly kind: 'server'; readonly address: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string; readonly name: string | undefined }
  | { readonly kind: 'not-found'; readonly name: string; readonly status: string; readonly text: string }
  | {
      readonly kind: 'trouble';
      readonly trouble: 'timeout' | 'unreachable';
      readonly server: string | undefined;
      readonly text: string;
    }
  | { readonly kind: 'usage'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string };

/**
 * nslookup of BIND (server 'ip#53') and of BusyBox ('ip:53', older ones 'Address 1: ip name'). Address lines belong to
 * the server until the first 'Name:' line.
 */
export function nslookupParser(): LineParser<NslookupSample> {
  let name: string | undefined;
  return {
    line(line) {
      const text = line.text.trimEnd();
      if (text === '') return [];
      const named = /^Name:\s+(\S+)/.exec(text)?.[1];
      if (named !== undefined) {
        name = named;
        return [{ kind: 'name', name: named }];
      }
      const address = /^Address(?: \d+)?:\s+(\S+)/.exec(text)?.[1];
      if (address !== undefined) {
        if (name === undefined) return [{ kind: 'server', address: withoutPort(address) }];
        return [{ kind: 'address', address, name }];
      }
      return [readOther(text) ?? unparsed(line)];
    },
    end: () => [],
  };
}

function readOther(text: string): NslookupSample | undefined {
  const missing = /^\*\* server can't find (\S+): (\w+)/.exec(text);
  if (missing !== null) return { kind: 'not-found', name: missing[1] ?? '', status: missing[2] ?? '', text };
  const empty = /^\*+ Can't find (\S+): (No answer|.*)$/i.exec(text);
  if (empty !== null)
    return { kind: 'not-found', name: empty[1] ?? '', status: /parse error/i.test(text) ? 'SERVFAIL' : 'NODATA', text };
  const old = /^nslookup: can't resolve '([^']*)'/.exec(text);
  if (old !== null && old[1] !== '(null)') return { kind: 'not-found', name: old[1] ?? '', status: 'UNTOLD', text };
  const error = /^;; (?:communications error to|Connection to) (\S+?)#\d+.*?(?::| failed:) (.+?)\.?$/.exec(text);
  if (error !== null) {
    return {
      kind: 'trouble',
      trouble: /timed out/.test(error[2] ?? '') ? 'timeout' : 'unreachable',
      server: error[1],
      text,
    };
  }
  if (/connection timed out/.test(text)) return { kind: 'trouble', trouble: 'timeout', server: undefined, text };
  if (/connection refused|host unreachable|network (is )?unreachable/i.test(text)) {
    return { kind: 'trouble', trouble: 'unreachable', server: undefined, text };
  }
  if (isUsageComplaint(text)) return { kind: 'usage', text };
  if (
    /^(Server:|Non-authoritative answer|;; |Authoritative answers|\S+\s+canonical name = |nslookup: can't resolve '\(null\)')/.test(
      text,
    )
  ) {
    return { kind: 'notice', text };
  }
  return undefined;
}

/** '10.96.0.10#53', '10.96.0.10:53', '[fd00::a]:53' and plain addresses. */
function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(address)?.[1];
  if (bracketed !== undefined) return bracketed;
  const hash = address.split('#')[0] ?? address;
  return /^[\d.]+:\d+$/.test(hash) ? (hash.split(':')[0] ?? hash) : hash;
}
