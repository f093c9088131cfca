import type { SavedOutput } from './reading.ts';

/** A note before the output: where it comes from, the command, its exit code. Not any comment: iptables-save begins with one. */
const note = /^# (?:source|command|cmd|exit(?: code)?): /;

/**
 * Takes a saved text apart. Notes at its start ('# source: …; exit 1', '# exit code: 1') are taken off and an exit code in
 * them is used, unless one is given.
 */
export function savedOutput(text: string, exitCode?: number): SavedOutput {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  let noted: number | undefined;
  while (lines[0] !== undefined && note.test(lines[0])) {
    const [, code] = /(?:; exit|^# exit(?: code)?:) (\d{1,3})\b/.exec(lines[0]) ?? [];
    if (code !== undefined) noted = Number(code);
    lines.shift();
  }
  return { lines, exitCode: exitCode ?? noted };
}
