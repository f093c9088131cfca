/** Words that every POSIX shell takes as they are; `~` and `=` are left out because of their meaning at a word's start. */
const plain = /^[A-Za-z0-9_%+,./:@-]+$/;

/**
 * Quotes one word for a POSIX shell, so that the shell sees exactly this text. The only such function: whatever goes
 * through a shell (a remote ssh, a line to paste) goes through here. A NUL cannot be part of a word and throws.
 */
export function shellQuote(word: string): string {
  if (word.includes('\0')) throw new RangeError('A shell word cannot hold a NUL byte.');
  return plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command line of quoted words. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(shellQuote).join(' ');
}
