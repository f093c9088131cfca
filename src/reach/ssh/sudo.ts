/*
 * The whole supervised command runs under sudo, not the program alone: only so can it be bounded and ended there by the
 * user who started it. root needs no sudo, and may not have one.
 */
const script = 'if [ "$(id -u)" = 0 ]; then exec "$@"; fi; exec sudo -n -- "$@"';

/** argv as root, without ever asking for a password. */
export function sudoArgv(argv: readonly string[]): readonly string[] {
  return ['sh', '-c', script, 'sh', ...argv];
}

/** Why sudo refused, in its own words, from what was said before the program could start. */
export function sudoRefusal(lines: readonly string[]): string {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  return said.find((line) => /sudo/.test(line)) ?? said.at(-1) ?? 'it said nothing.';
}
