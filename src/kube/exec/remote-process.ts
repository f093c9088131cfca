import { randomBytes } from 'node:crypto';
import type { Duration } from '../../contracts/time.ts';

/*
 * Closing an exec socket does not end the remote process. Where the container has a shell, a program is therefore
 * started through one: it announces its process on stderr, bounds itself with the container's `timeout` where there is
 * one, and then becomes the program. Announced are the pid and the start time of /proc/PID/stat, which together name
 * one process for ever, so that a later exec can end that very process and no other.
 */

/** A process in a container, as it announced itself. */
export interface RemoteProcess {
  readonly pid: string;
  /** Clock ticks between boot and its start: field 22 of /proc/PID/stat. */
  readonly startTime: string;
  /** It leads its process group, so its children can be ended with it. */
  readonly leads: boolean;
}

/** argv that starts a program under the shell, and how to know its announcement. */
export interface SupervisedCommand {
  readonly argv: readonly string[];
  /** The process, when the line of stderr is the announcement of this very command. */
  readonly announced: (line: string) => RemoteProcess | undefined;
}

/* $1 nonce, $2 seconds; then the program. Old BusyBox (before 1.30) wants `timeout -t SECONDS` and has no -k. */
const startScript = `set -f; n=$1 w=$2 s=; shift 2
{ read -r s </proc/$$/stat; } 2>/dev/null
echo "plumbline-process $n $$ $s" >&2
command -v "$1" >/dev/null || { echo "sh: $1: not found" >&2; exit 127; }
if timeout -k 1 1 true 2>/dev/null; then exec timeout -k 2 "$w" "$@"; fi
if timeout -t 1 true 2>/dev/null; then exec timeout -t "$w" "$@"; fi
exec "$@"`;

/*
 * $1 pid, $2 start time, $3 1 when it led its group, $4 signal. Says 'gone', 'sent' or 'denied'.
 * SIGINT goes to the leader alone while there is one, because `timeout` hands it on and twice is once too often.
 * `kill -KILL -PID` is the one form that dash, bash and BusyBox all take for a group.
 */
const signalScript = `set -f; p=$1 t=$2 g=$3 n=$4 s=
[ -r /proc/self/stat ] || { echo denied; exit 0; }
{ read -r s </proc/$p/stat; } 2>/dev/null
if [ -n "$s" ]; then
  set -- \${s##*) }
  [ "\${20}" = "$t" ] || { echo gone; exit 0; }
  g=0; [ "$3" = "$p" ] && g=1
  [ "$1" = Z ] && [ "$g" = 0 ] && { echo gone; exit 0; }
elif [ "$g" = 0 ]; then echo gone; exit 0; fi
k=$p; [ "$g" = 1 ] && k=-$p
[ "$n" = INT ] && [ -n "$s" ] && k=$p
if kill "-$n" "$k" 2>/dev/null; then echo sent
elif [ -d /proc/$p ]; then echo denied; else echo gone; fi`;

/** Wraps argv so that it announces and bounds itself; the bound is rounded up to whole seconds. */
export function superviseCommand(argv: readonly string[], bound: Duration): SupervisedCommand {
  const nonce = randomBytes(8).toString('hex');
  const announcement = new RegExp(`^plumbline-process ${nonce} (\\d+) ?(.*)$`);
  return {
    argv: ['sh', '-c', startScript, 'sh', nonce, String(Math.max(1, Math.ceil(bound / 1000))), ...argv],
    announced(line) {
      const match = announcement.exec(line);
      if (match === null) return undefined;
      const [, pid = '', stat = ''] = match;
      // The second field is the program's name in parentheses and may hold anything; the rest are numbers.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { pid, startTime: fields[19] ?? '', leads: fields[2] === pid };
    },
  };
}

/** argv that sends a signal to that process and its group, and to no other. `0` only asks. Prints a `SignalAnswer`. */
export function signalCommand(process: RemoteProcess, signal: 'INT' | 'KILL' | '0'): readonly string[] {
  const { pid, startTime, leads } = process;
  return ['sh', '-c', signalScript, 'sh', pid, startTime, leads ? '1' : '0', signal];
}

/** What `signalCommand` found: the process is gone, the signal was sent, or it may not be sent. */
export type SignalAnswer = 'gone' | 'sent' | 'denied';

/** Reads the output of `signalCommand`; undefined for anything else. */
export function readSignalAnswer(text: string): SignalAnswer | undefined {
  const word = text.trim();
  return word === 'gone' || word === 'sent' || word === 'denied' ? word : undefined;
}
