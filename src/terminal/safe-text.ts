/*
 * Everything shown on the terminal passes through here: text from a cluster is data, never an instruction to the
 * terminal, and every character takes exactly one cell, because the frame's arithmetic relies on it.
 */

/** Whole escape sequences (CSI, OSC and other strings, two-character escapes), in 7-bit and 8-bit form. */
const escapeSequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

/** C0 and C1 controls, DEL. */
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

/** Characters that take no cell or change the order of others: marks, joiners, bidi controls, BOM, variation selectors. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Mark}\ufff9-\ufffb]/gu;

/** Characters that take two cells, or one in some terminals and two in others. */
const wide =
  /[\u1100-\u115f\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2614\u2615\u2630-\u2637\u2648-\u2653\u267f\u268a-\u268f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2e80-\u303f\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\ue000-\uf8ff\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{10000}-\u{10ffff}]|[\ud800-\udfff]/gu;

/** Printable ASCII needs no work; nearly all text is that. */
const plain = /^[ -~]*$/;

/**
 * One line of text that is safe to show: escape sequences and controls gone, tabs and line breaks as one space,
 * invisible characters gone, everything wide as '?'. The result takes one cell per UTF-16 unit.
 */
export function safeLine(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replace(escapeSequences, '')
    .replace(/\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ')
    .replace(controls, '')
    .replace(invisible, '')
    .replace(wide, '?');
}

/** Safe text of several lines; the breaks stay, tabs become spaces to the next multiple of eight. */
export function safeLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).map((line) => safeLine(expandTabs(line)));
}

/** What stands for the characters that plumbline's own sentences use, where only ASCII can be shown. */
const asciiFor: Readonly<Record<string, string>> = {
  '→': '>',
  '←': '<',
  '·': '-',
  '…': '~',
  '–': '-',
  '—': '-',
  '×': 'x',
  µ: 'u',
  μ: 'u',
  '≤': '<',
  '≥': '>',
  '±': '~',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};

/** Text for terminals that show ASCII only, of the same length: what has no stand-in becomes '?'. */
export function asciiOnly(text: string): string {
  return plain.test(text) ? text : text.replace(/[^ -~]/g, (character) => asciiFor[character] ?? '?');
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let out = '';
  for (const part of line.split('\t')) out += part + ' '.repeat(8 - (part.length % 8));
  return out.trimEnd();
}
