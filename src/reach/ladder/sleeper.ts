import type { Instant } from '../../contracts/time.ts';

/*
 * The entrypoint of a helper that waits for programs to be run in it. It ends by itself at its deadline, on SIGTERM (the
 * pod is going), and when a file of its own appears in its own /tmp. A file rather than a signal: in a container with a
 * process namespace of its own it is process 1, which signals from within do not reach, and in a pod that shares one,
 * process 1 is somebody else.
 */

/*
 * $1 name, $2 seconds, $3 seconds since the epoch: an image that comes late must not make it last longer than was said. The
 * count bounds it where the clock is set back, the clock where each round takes longer. On one line, so that it survives
 * being shown and pasted.
 */
const sleepScript =
  `trap 'exit 0' TERM INT; n=$2; e=$3; f=/tmp/$1.stop; ` +
  `while [ "$n" -gt 0 ] && [ "$(date +%s)" -lt "$e" ] && [ ! -e "$f" ]; do sleep 1; n=$((n-1)); done`;

/* $1 name. */
const endScript = `echo stop > "/tmp/$1.stop"`;

/** The entrypoint of a helper of this name: sleeps until then, and at most so many seconds. */
export function sleeperArgv(name: string, seconds: number, until: Instant): readonly string[] {
  const whole = String(Math.max(1, Math.round(seconds)));
  return ['sh', '-c', sleepScript, 'sh', name, whole, String(Math.floor(until / 1000))];
}

/** Run in that helper, ends it within about a second. */
export function endSleeperArgv(name: string): readonly string[] {
  return ['sh', '-c', endScript, 'sh', name];
}
