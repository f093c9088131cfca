import { fieldsOf, listOf, numberOf, textOf } from '../../inventory/prune/fields.ts';
import { jsonObjectIn, looksLikeJson } from '../reading/json-text.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** One hop of mtr's report. */
export interface MtrHop {
  readonly number: number;
  /** '???' is undefined. */
  readonly host: string | undefined;
  readonly lossPercent: number;
  readonly sent: number;
  /** Milliseconds. */
  readonly average: number;
  readonly worst: number;
}

/** What mtr reports. */
export interface MtrReport extends Parsed<MtrHop> {
  /** Only the JSON tells it. */
  readonly destination: string | undefined;
}

/** Reads mtr's report (-r, -rw) and its JSON (-j), of mtr 0.8x to 0.95. */
export function parseMtr(lines: readonly string[]): MtrReport {
  if (looksLikeJson(lines)) return parseMtrJson(lines);
  const parsed = parseLines<MtrHop>(
    lines,
    (line) => {
      if (/^Start: |^HOST: /.test(line)) return known;
      const [, number, host = '', loss, sent, , average, , worst] =
        /^\s*(\d+)\.(?:\|--|\s)\s*(?:AS\S+\s+)?(\S+)\s+([\d.]+)%\s+(\d+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)/.exec(
          line,
        ) ?? [];
      if (number === undefined) return /^\s+(?:\|  `?|`)\|?--/.test(line) ? known : undefined;
      return {
        number: Number(number),
        host: host === '???' ? undefined : host,
        lossPercent: Number(loss),
        sent: Number(sent),
        average: Number(average),
        worst: Number(worst),
      };
    },
    /^mtr(?:-packet)?: /,
  );
  return { ...parsed, destination: undefined };
}

function parseMtrJson(lines: readonly string[]): MtrReport {
  const document = jsonObjectIn(lines);
  if (document === undefined)
    return { items: [], unparsed: [...lines], failure: 'the JSON is cut or broken', destination: undefined };
  const report = fieldsOf(document, 'report');
  const items = listOf(report, 'hubs').map((hub, index) => {
    const host = textOf(hub, 'host');
    return {
      // mtr before 0.94 writes its counts as strings.
      number: Number(hub['count'] ?? index + 1),
      host: host === '' || host === '???' ? undefined : host,
      lossPercent: numberOf(hub, 'Loss%') ?? Number.NaN,
      sent: numberOf(hub, 'Snt') ?? 0,
      average: numberOf(hub, 'Avg') ?? Number.NaN,
      worst: numberOf(hub, 'Wrst') ?? Number.NaN,
    };
  });
  return { items, unparsed: [], failure: undefined, destination: textOf(fieldsOf(report, 'mtr'), 'dst') || undefined };
}
