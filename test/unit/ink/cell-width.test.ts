import { describe, expect, it } from 'vitest';
import cellWidth from '../../../components/ink/cell-width.ts';

describe('the width of text in cells', () => {
  it('counts characters', () => {
    expect(cellWidth('│ pod │')).toBe(7);
  });

  it('leaves styles out', () => {
    expect(cellWidth('\u001b[1;36mkey\u001b[0m \u001b[38;5;208mword\u001b[39m')).toBe(8);
  });
});
