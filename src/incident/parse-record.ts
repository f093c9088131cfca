import type { Json } from '../contracts/json.ts';
import type { RecordEntry } from '../contracts/record.ts';

/** The version of the envelope that this program writes and reads. */
export const envelopeVersion = 1;

/** What the bytes of a record file hold. */
export interface ParsedRecord {
  /** Entries of a version that is understood, in the file's order. */
  readonly entries: readonly RecordEntry[];
  /** The highest sequence number of any line, 0 without one. */
  readonly lastSeq: number;
  /** Bytes that are no entries: cut off by a crash or a full disk. */
  readonly torn: readonly Uint8Array[];
  /** Every other line, whole, as it stands; what the file should hold instead when something is torn. */
  readonly kept: readonly Uint8Array[];
  /** The last line is whole but its newline is missing. */
  readonly unterminated: boolean;
}

const newline = 0x0a;
/** What the envelope of every version begins with; a torn line that was appended to holds it again. */
const beginning = '{"v":';

/**
 * Reads a record file. Total: whatever the bytes are, every entry in them is found, and what is none is torn. A line of a
 * later version is kept without being read. `pause` is awaited now and then so that a long file does not hold the thread.
 */
export async function parseRecord(bytes: Uint8Array, pause: () => Promise<void>): Promise<ParsedRecord> {
  const entries: RecordEntry[] = [];
  const torn: Uint8Array[] = [];
  const kept: Uint8Array[] = [];
  let lastSeq = 0;
  let lines = 0;
  let unterminated = false;

  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    start = end + 1;
    if (line.length > 0) {
      const read = readLine(line);
      if (read.tornBytes > 0) torn.push(line.subarray(0, read.tornBytes));
      if (read.envelope !== undefined) {
        kept.push(line.subarray(read.tornBytes));
        lastSeq = Math.max(lastSeq, read.envelope.seq);
        if (read.envelope.entry !== undefined) entries.push(read.envelope.entry);
        unterminated = found === -1;
      }
    }
    lines += 1;
    if (lines % 1_000 === 0) await pause();
  }
  return { entries, lastSeq, torn, kept, unterminated };
}

interface Envelope {
  readonly seq: number;
  /** Undefined for a later version. */
  readonly entry: RecordEntry | undefined;
}

/** The envelope in a line and how many bytes before it are torn; all of them when there is none. */
function readLine(line: Uint8Array): { readonly envelope: Envelope | undefined; readonly tornBytes: number } {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const whole = readEnvelope(text.toString('utf8'));
  if (whole !== undefined) return { envelope: whole, tornBytes: 0 };
  for (let at = text.indexOf(beginning, 1); at !== -1; at = text.indexOf(beginning, at + 1)) {
    const envelope = readEnvelope(text.subarray(at).toString('utf8'));
    if (envelope !== undefined) return { envelope, tornBytes: at };
  }
  return { envelope: undefined, tornBytes: line.length };
}

function readEnvelope(text: string): Envelope | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { v, seq, wall, mono, type, data } = value;
  if (typeof v !== 'number' || v < 1) return undefined;
  const safeSeq = typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : 0;
  if (v > envelopeVersion) return { seq: safeSeq, entry: undefined };
  if (safeSeq < 1 || typeof wall !== 'number' || typeof mono !== 'number') return undefined;
  if (typeof type !== 'string' || data === undefined) return undefined;
  return { seq: safeSeq, entry: { v, seq: safeSeq, wall, mono, type, data } };
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
