import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellLine, shellQuote } from '../../../src/reach/quote.ts';
import { describeWithPrograms } from '../../support/needs.ts';

/** A small generator of words with a fixed seed: the same words in every run. */
function words(count: number): string[] {
  let state = 20_261_123;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const alphabet = [
    ...'aZ09 _-./:=~!@#$%^&*()[]{}<>|;?\\\'"`\n\t\r,+'.split(''),
    'ü',
    '✓',
    '🐧',
    '\u001b',
    "''",
    '$(',
    '${',
  ];
  return Array.from({ length: count }, () =>
    Array.from({ length: next(12) }, () => alphabet[next(alphabet.length)] ?? '').join(''),
  );
}

describe('quoting for a shell', () => {
  it('leaves plain words as they are', () => {
    expect(shellLine(['kubectl', 'exec', '-n', 'shop', 'web-1', '--', 'ping', '10.0.0.1:80'])).toBe(
      'kubectl exec -n shop web-1 -- ping 10.0.0.1:80',
    );
  });

  it('refuses a NUL byte, which no word can hold', () => {
    expect(() => shellQuote('a\0b')).toThrow(RangeError);
  });
});

for (const shell of ['sh', 'bash', 'busybox']) {
  describeWithPrograms(`quoting as ${shell} reads it`, [shell], () => {
    const applet = shell === 'busybox' ? ['sh'] : [];

    it('gives back every word unchanged', () => {
      const all = [...words(3000), '', '-n', '--', '=x', '~', '~root', "it's", '$HOME', '`id`', '!!', 'a\n'];
      const output = execFileSync(shell, [...applet, '-c', `printf '%s\\0' ${shellLine(all)}`], { encoding: 'utf8' });
      expect(output.split('\0').slice(0, -1)).toEqual(all);
    });

    it('survives being quoted twice, as a remote shell in a shell needs', () => {
      for (const word of words(20)) {
        const inner = shellLine(['printf', '%s', word]);
        const line = shellLine(['sh', '-c', inner]);
        expect(execFileSync(shell, [...applet, '-c', line], { encoding: 'utf8' })).toBe(word);
      }
    });
  });
}
