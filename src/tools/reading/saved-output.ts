import type { SavedOutput } from './reading.ts';

/** A note before the output: where it comes from, the command, its exit code. Not any comment: iptables-save begins with one. */
const note = /^# (?:source|command|cmd|exit(?: code)?): /;

/** What kubectl says of itself before the output of what it runs; it goes to stderr, but whoever saves takes both. */
const kubectlNote =
  /^(?:Defaulted container "[^"]*" out of: |Unable to use a TTY - |If you don't see a command prompt)/;

/**
 * Takes a saved text apart. Notes at its start ('# source: …; exit 1', '# exit code: 1') are taken off and an exit code in
 * them is used, unless one is given; so is the one that kubectl exec tells. Line ends of Windows and terminals are taken
 * off, and so are kubectl's notes about itself.
 */
export function savedOutput(text: string, exitCode?: number): SavedOutput {
  const lines = text.replace(/^\uFEFF/, '').split(/\r*\n/);
  if (lines.at(-1) === '') lines.pop();
  let noted: number | undefined;
  while (lines[0] !== undefined && note.test(lines[0])) {
    const [, code] = /(?:; exit|^# exit(?: code)?:) (\d{1,3})\b/.exec(lines[0]) ?? [];
    if (code !== undefined) noted = Number(code);
    lines.shift();
  }
  const ended = lines.flatMap((line) => /^command terminated with exit code (\d{1,3})$/.exec(line)?.[1] ?? []).at(-1);
  return {
    lines: lines.filter((line) => !kubectlNote.test(line)),
    exitCode: exitCode ?? noted ?? (ended === undefined ? undefined : Number(ended)),
  };
}
