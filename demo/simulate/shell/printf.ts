const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  a: '\u0007',
  0: '\0',
};

/** printf(1): %s %d %i %b %% %c with width, and backslash escapes; the format repeats while values are left. */
export function formatPrintf(format: string, values: readonly string[]): string {
  const queue = [...values];
  let text = '';
  do {
    const before = queue.length;
    text += format.replaceAll(/\\(.)|%(-?\d*)(?:\.\d+)?([sdibcu%])/gs, (_, escape?: string, width = '', kind = '') => {
      if (escape !== undefined) {
        return escapes[escape] ?? `\\${escape}`;
      }
      if (kind === '%') {
        return '%';
      }
      const value = queue.shift() ?? '';
      const shown =
        kind === 'd' || kind === 'i' || kind === 'u' ? String(Number.parseInt(value || '0', 10) || 0) : value;
      return width.startsWith('-') ? shown.padEnd(Number(width.slice(1))) : shown.padStart(Number(width));
    });
    if (queue.length === before) {
      break;
    }
  } while (queue.length > 0);
  return text;
}
