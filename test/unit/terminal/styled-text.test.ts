import { describe, expect, it } from 'vitest';
import { styledText } from '../../../src/terminal/styled-text.ts';
import { themes } from '../../../src/terminal/theme.ts';

describe('text in a style', () => {
  it('is the text itself in a style without anything', () => {
    expect(styledText('pod', themes.dark.styles.normal)).toBe('pod');
  });

  it('has its colour and attributes before it and nothing left on behind it', () => {
    expect(styledText('down', themes.dark.styles.bad)).toBe('\u001b[1;31mdown\u001b[0m');
  });

  it('has no sequences when there is no text', () => {
    expect(styledText('', themes.dark.styles.bad)).toBe('');
  });
});
