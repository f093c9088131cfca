import { describe, expect, it } from 'vitest';
import { typeSecret } from '../../../src/terminal/read-secret.ts';

describe('a secret that is typed', () => {
  it('is what stands before Enter; what follows is not for it', () =>
    expect(typeSecret('', 'sesame\rls\r')).toEqual({ kind: 'done', text: 'sesame' }));
  it('goes on over several reads', () => {
    const first = typeSecret('', 'ses');
    expect(typeSecret(first.kind === 'typing' ? first.text : '', 'ame\n')).toEqual({ kind: 'done', text: 'sesame' });
  });
  it('takes back a character, also one of two units, and all of it', () => {
    expect(typeSecret('a\u{1f511}', '\u007f')).toEqual({ kind: 'typing', text: 'a' });
    expect(typeSecret('', '\b')).toEqual({ kind: 'typing', text: '' });
    expect(typeSecret('abc', '\u0015d')).toEqual({ kind: 'typing', text: 'd' });
  });
  it.each(['\u0003', '\u001b', '\u0004'])('is cancelled by %j', (key) =>
    expect(typeSecret('', `${key}x\r`)).toEqual({ kind: 'cancelled' }),
  );
  it('does not end at Ctrl-D once something is typed', () =>
    expect(typeSecret('a', '\u0004')).toEqual({ kind: 'typing', text: 'a' }));
});
