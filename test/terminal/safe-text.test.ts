import { describe, expect, it } from 'vitest';
import { fit, truncateMiddle, wrap } from '../../src/terminal/fit.ts';
import { asciiOnly, safeLine, safeLines } from '../../src/terminal/safe-text.ts';

describe('safe text', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['leaves plain text alone', 'pod web-1 is Running', 'pod web-1 is Running'],
    ['drops colours', '\u001b[31;1mred\u001b[0m', 'red'],
    ['drops cursor moves and erasing', 'a\u001b[2J\u001b[10;10Hb', 'ab'],
    ['drops a window title', 'a\u001b]0;owned\u0007b', 'ab'],
    ['drops a clipboard write ended by ST', 'a\u001b]52;c;ZXZpbA==\u001b\\b', 'ab'],
    ['drops 8-bit control sequences', 'a\u009b31mb\u009d0;x\u009cc', 'abc'],
    ['drops a device control string', 'a\u001bP1$r0m\u001b\\b', 'ab'],
    ['drops an unfinished sequence', 'a\u001b[31', 'a'],
    ['drops bells, backspaces and carriage returns', 'a\u0007\u0008b\rc', 'ab c'],
    ['makes one space of a line break', 'a\r\nb\nc', 'a b c'],
    ['drops bidi overrides', 'admin\u202egnp.exe', 'admingnp.exe'],
    ['drops zero-width characters', 'a\u200bb\ufeffc', 'abc'],
    ['drops combining marks', 'x\u0301\u0302a', 'xa'],
    ['shows emoji as a question mark', 'ok \u{1f600}', 'ok ?'],
    ['shows wide characters as question marks', '日本', '??'],
    ['keeps narrow letters of other scripts', 'café Ωμέγα', 'café Ωμέγα'],
  ];
  for (const [title, input, expected] of cases) {
    it(title, () => expect(safeLine(input)).toBe(expected));
  }

  it('keeps line breaks and expands tabs in text of several lines', () => {
    expect(safeLines('a\tb\r\n\u001b[1mc')).toEqual(['a       b', 'c']);
  });

  it('has a stand-in of the same width for each of its own signs in ASCII', () => {
    expect(asciiOnly('a → b · 3 × 4…')).toBe('a > b - 3 x 4~');
  });
});

describe('fitting', () => {
  it('pads and cuts to the exact width', () => {
    expect(fit('ab', 4)).toBe('ab  ');
    expect(fit('abcdef', 4)).toBe('abc~');
    expect(fit('7', 3, '~', 'right')).toBe('  7');
    expect(fit('abc', 0)).toBe('');
  });

  it('cuts long names in the middle', () => {
    expect(truncateMiddle('frontend-7d4b9c6f5-x2x9q', 12)).toBe('fronte~x2x9q');
  });

  it('wraps at spaces and breaks what is longer than a line', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });
});
