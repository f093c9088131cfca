import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { feed, quote, sideBySide } from '../../../demo/lab/scripts/quote.ts';

const shell = (script: string): string => execFileSync('sh', ['-c', script], { encoding: 'utf8' });

describe('scripts for the lab’s shell', () => {
  it('hold any word as one word', () => {
    for (const word of ['', 'a b', "it's", '$(reboot)', '`id`', '"', '\\', 'a\nb', '*', '-n']) {
      expect(shell(`printf '<%s>' ${quote(word)}`)).toBe(`<${word}>`);
    }
  });

  it('feed a text to a command as it is', () => {
    const text = 'first $HOME\n  second `id` \\';
    expect(shell(feed('cat', text))).toBe(`${text}\n`);
  });

  it('refuse a text that would end itself', () => {
    expect(() => feed('cat', 'a\nPLUMBLINE_END\nreboot')).toThrow('end mark');
  });

  it('wait for commands that run side by side', () => {
    const together = sideBySide(['sleep 0.1; echo a', 'true']);
    expect(shell(`set -e\n${together}\necho done`)).toBe('a\ndone\n');
  });

  it('fail when one of the commands that run side by side fails', () => {
    expect(shell(`(set -e\n${sideBySide(['true', 'exit 3', 'true'])}\necho done); echo $?`)).toBe('3\n');
  });
});
