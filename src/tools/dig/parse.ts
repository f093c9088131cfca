import type { OutputLine, UnparsedSample } from '../../contracts/tool.ts';
import { type LineParser, unparsed } from '../line-parser.ts';

/** What one line of dig says. */
export type DigSample =
  | { readonly kind: 'status'; readonly status: string }
  | {
      readonly kind: 'record';
      readonly section: string;
      readonly name: string;
      readonly type: string;
      readonly data: string;
    }
  | { readonly kind: 'server'; readonly address: string }
  | { readonly kind: 'query-time'; readonly milliseconds: number }
  | {
      readonly kind: 'trouble';
      readonly trouble: 'timeout' | 'unreachable';
      readonly server: string | undefined;
      readonly text: string;
    }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'usage'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string };

const record = /^(\S+)\s+(\d+)\s+(?:IN|CH|HS)\s+([A-Z0-9]+)\s+(.+)$/;

/** dig 9.10 to 9.20. Comments may come before the banner; exit 0 does not mean that there was an answer. */
export function digParser(): LineParser<DigSample> {
  let section = 'answer';
  return {
    line(line) {
      const text = line.text.trimEnd();
      if (text === '') return [];
      const heading = /^;; (\w+)(?: PSEUDO)?(?:SECTION| SECTION):/.exec(text);
      if (heading !== null) {
        section = (heading[1] ?? '').toLowerCase();
        return [{ kind: 'notice', text }];
      }
      if (text.startsWith(';; Got answer:')) section = 'answer';
      return [readLine(text, section, line)];
    },
    end: () => [],
  };
}

function readLine(text: string, section: string, line: OutputLine): DigSample | UnparsedSample {
  const status = /^;; ->>HEADER<<- opcode: \w+, status: (\w+)/.exec(text)?.[1];
  if (status !== undefined) return { kind: 'status', status };
  const server = /^;; SERVER: (\S+?)#\d+/.exec(text)?.[1];
  if (server !== undefined) return { kind: 'server', address: server };
  const time = /^;; Query time: (\d+) (m|u)sec/.exec(text);
  if (time !== null) return { kind: 'query-time', milliseconds: Number(time[1]) / (time[2] === 'u' ? 1000 : 1) };
  const trouble = readTrouble(text);
  if (trouble !== undefined) return trouble;
  if (text.startsWith(';; Truncated, retrying in TCP mode')) return { kind: 'truncated' };
  if (/^(Usage: dig|Invalid option|dig: .*invalid|dig: .*(couldn't|can't))/i.test(text)) return { kind: 'usage', text };
  if (text.startsWith(';')) return { kind: 'notice', text };
  const found = record.exec(text);
  if (found === null) return unparsed(line);
  return { kind: 'record', section, name: found[1] ?? '', type: found[3] ?? '', data: found[4] ?? '' };
}

/** BIND <= 9.16 says 'connection timed out; no servers could be reached', later ones name each server first. */
function readTrouble(text: string): DigSample | undefined {
  const error =
    /^;; (?:communications error to|Connection to|UDP setup with) (\S+?)#\d+.*?(?::| failed:) (.+?)\.?$/.exec(text);
  if (error !== null) {
    const trouble = /timed out/.test(error[2] ?? '') ? 'timeout' : 'unreachable';
    return { kind: 'trouble', trouble, server: error[1], text };
  }
  if (/connection timed out/.test(text)) return { kind: 'trouble', trouble: 'timeout', server: undefined, text };
  if (/^;; .*(connection refused|host unreachable|network unreachable)/i.test(text)) {
    return { kind: 'trouble', trouble: 'unreachable', server: undefined, text };
  }
  return undefined;
}
