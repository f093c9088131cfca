import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** One answer that hping3 got. */
export interface HpingAnswer {
  readonly address: string;
  readonly port: number | undefined;
  /** TCP flags in hping's letters: 'SA', 'RA'; 'ICMP …' where that came back. */
  readonly flags: string;
  /** Milliseconds. */
  readonly milliseconds: number | undefined;
}

/** What hping3 counted. */
export interface HpingRun extends Parsed<HpingAnswer> {
  readonly destination: string | undefined;
  readonly sent: number | undefined;
  readonly received: number | undefined;
}

/** Reads hping3; its statistics may stand before its answers, because it writes them to stderr. */
export function parseHping(lines: readonly string[]): HpingRun {
  let destination: string | undefined;
  let sent: number | undefined;
  let received: number | undefined;
  const parsed = parseLines<HpingAnswer>(
    lines,
    (line) => {
      const [, to] = /^(?:HPING (\S+) |--- (\S+) hping statistic)/.exec(line)?.filter((one) => one !== undefined) ?? [];
      if (to !== undefined) {
        destination = to;
        return known;
      }
      const [, out, back] = /^(\d+) packets (?:tran?smitted), (\d+) packets received/.exec(line) ?? [];
      if (out !== undefined) {
        sent = Number(out);
        received = Number(back);
        return known;
      }
      if (/^round-trip min\/avg\/max|^(?:\[main\] |using \S+, addr)/.test(line)) return known;
      const [, unreachable, from] = /^ICMP (.+) from ip=(\S+)/.exec(line) ?? [];
      if (unreachable !== undefined)
        return { address: from ?? '', port: undefined, flags: `ICMP ${unreachable}`, milliseconds: undefined };
      const [, address] = /\bip=(\S+)/.exec(line) ?? [];
      const [, flags] = /\bflags=([A-Z]+)/.exec(line) ?? [];
      if (address === undefined) return undefined;
      const [, port] = /\bsport=(\d+)/.exec(line) ?? [];
      const [, time] = /\brtt=([\d.]+) ms/.exec(line) ?? [];
      return {
        address,
        port: port === undefined ? undefined : Number(port),
        flags: flags ?? 'an answer',
        milliseconds: time === undefined ? undefined : Number(time),
      };
    },
    /^(?:hping3?: |\[open_sockraw\]|\[main\] can't|Unable to resolve|you must be root)/,
  );
  return { ...parsed, destination, sent, received };
}
