import type { SshOptions } from './host-settings.ts';

/** Reads the output of `ssh -G HOST`: one `keyword value` per line, repeated keywords in order. Total. */
export function parseResolvedOptions(text: string): SshOptions {
  const options = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const match = /^(\S+)\s+(.*\S)\s*$/.exec(line);
    if (match === null) continue;
    const [, keyword = '', value = ''] = match;
    const values = options.get(keyword.toLowerCase());
    if (values === undefined) options.set(keyword.toLowerCase(), [value]);
    else values.push(value);
  }
  return options;
}
