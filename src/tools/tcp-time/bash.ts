import type { OutputLine, UnparsedSample } from '../../contracts/tool.ts';
import { isUsageComplaint } from '../connect/words.ts';
import { eachLine, parseLines } from '../line-parser.ts';

/** A series of timed TCP connects by bash alone, one after the other. Seconds. */
export interface TcpTimeOptions {
  readonly address: string;
  readonly port: number;
  readonly count: number;
  readonly interval: number;
  readonly timeoutSeconds: number;
}

export type TcpTimeSample =
  | { readonly kind: 'connected'; readonly sequence: number; readonly milliseconds: number; readonly at: number }
  | { readonly kind: 'silent'; readonly sequence: number; readonly at: number }
  | { readonly kind: 'failed'; readonly sequence: number; readonly at: number }
  /** bash's own words; they come before the 'failed' line they belong to, or after it: the streams are two. */
  | { readonly kind: 'words'; readonly text: string; readonly at: number }
  | { readonly kind: 'unusable'; readonly text: string };

/*
 * Each connect runs in a process substitution and stamps its own start and end with $EPOCHREALTIME (bash 5), so neither
 * the pipe nor the exec channel is in the time. `read -t` bounds it, and paces the loop on a pipe that never speaks.
 * The loop ends by itself after 50 s whatever happens.
 */
const script =
  'if [ -z "$EPOCHREALTIME" ]; then echo "unusable: bash $BASH_VERSION has no clock"; exit 3; fi; ' +
  'exec 5<> <(:); ' +
  'for ((i = 0; i < $2 && SECONDS < 50; i++)); do ' +
  'exec 4< <(s=$EPOCHREALTIME; exec 3<>"/dev/tcp/$0/$1" && echo "$s $EPOCHREALTIME"); p=$!; ' +
  'read -t "$4" -r s e <&4; r=$?; ' +
  'if [ $r -gt 128 ]; then kill $p; echo "$i silent"; elif [ -n "$e" ]; then echo "$i connected $s $e"; else echo "$i failed"; fi; ' +
  'exec 4<&-; read -t "$3" -r s <&5; ' +
  'done';

/** The command; address, port and numbers are arguments, never part of the script's text. */
export function tcpTimeArgv(options: TcpTimeOptions): readonly string[] {
  const { address, port, count, interval, timeoutSeconds } = options;
  return ['bash', '-c', script, address, ...[port, count, interval, timeoutSeconds].map(String)];
}

/** Reads the script's lines. */
export function parseTcpTimes(lines: AsyncIterable<OutputLine>): AsyncIterable<TcpTimeSample | UnparsedSample> {
  return parseLines(eachLine(readTcpTime), lines);
}

function readTcpTime({ text, at }: OutputLine): TcpTimeSample | undefined {
  const connected = /^(\d+) connected (\d+)[.,](\d{6}) (\d+)[.,](\d{6})$/.exec(text);
  if (connected !== null) {
    const [, sequence, startSeconds, startMicros, endSeconds, endMicros] = connected.map(Number);
    const micros = ((endSeconds ?? 0) - (startSeconds ?? 0)) * 1_000_000 + (endMicros ?? 0) - (startMicros ?? 0);
    return { kind: 'connected', sequence: sequence ?? 0, milliseconds: Math.max(0, micros / 1000), at };
  }
  const other = /^(\d+) (silent|failed)$/.exec(text);
  if (other !== null) return { kind: other[2] === 'silent' ? 'silent' : 'failed', sequence: Number(other[1]), at };
  if (text.startsWith('unusable: ') || isUsageComplaint(text)) return { kind: 'unusable', text };
  if (/\/dev\/tcp\/.*: No such file/.test(text)) return { kind: 'unusable', text };
  return /connect: |\/dev\/tcp\//.test(text) || /: line \d+: /.test(text) ? { kind: 'words', text, at } : undefined;
}
