import { numberOf, textOf } from '../../inventory/prune/fields.ts';
import { type Columns, columnsOf, rowOf } from '../reading/columns.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import { type Parsed, parseJsonList } from '../reading/parsed.ts';

/** Packets of one reason since the agent's maps were made. */
export interface PacketCount {
  /** 'Success', 'Policy denied', 'CT: Map insertion failed'… */
  readonly reason: string;
  /** 'ingress', 'egress', 'unknown'. */
  readonly direction: string;
  readonly packets: number;
}

/** Reads `cilium-dbg bpf metrics list`, JSON or text. */
export function parseBpfMetrics(lines: readonly string[]): Parsed<PacketCount> {
  const json = parseJsonList(lines, (fields): PacketCount | undefined => {
    const packets = numberOf(fields, 'packets');
    const reason = textOf(fields, 'reason');
    return packets === undefined || reason === ''
      ? undefined
      : { reason, direction: textOf(fields, 'direction').toLowerCase(), packets };
  });
  if (json !== undefined) return json;
  let columns: Columns | undefined;
  return parseLines<PacketCount>(
    lines,
    (line) => {
      if (/^REASON\s+DIRECTION\s+PACKETS\b/.test(line)) {
        columns = columnsOf(line);
        return known;
      }
      const row = columns && rowOf(line, columns);
      const packets = Number(row?.['PACKETS']);
      const reason = row?.['REASON'] ?? '';
      if (row === undefined || reason === '' || !Number.isInteger(packets)) return undefined;
      return { reason, direction: (row['DIRECTION'] ?? '').toLowerCase(), packets };
    },
    /^(?:Error: |error iterating|No entries found)/,
  );
}

/** Whether packets of that reason went on. */
export function isForwarded({ reason }: PacketCount): boolean {
  return /^(?:Success|Forwarded|Interface Decrypted|Interface|Encrypting packet|Decrypted)/i.test(reason);
}
