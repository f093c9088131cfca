import { describe, expect, it } from 'vitest';
import { cellWord, matrixLines } from '../../components/dialogs/matrix-lines.ts';
import { moveInMatrix } from '../../components/dialogs/matrix-place.ts';

const count = (allowed: number, denied: number, undecidable = 0) => ({ allowed, denied, undecidable });

describe('a cell of the matrix', () => {
  it('tells all, some, none, unknown and no flow apart without colour', () => {
    const words = [count(3, 0), count(1, 2), count(0, 3), count(3, 0, 1), count(0, 0)].map((one) => cellWord(one).text);
    expect(words).toEqual(['all', 'some', '-', '?', '·']);
  });
});

describe('the matrix as lines', () => {
  it('numbers its columns on from the first that is shown, and puts the chosen cell in brackets', () => {
    const lines = matrixLines(
      {
        sources: ['shop/web (Deployment)'],
        destinations: ['shop/api (Deployment)', 'shop/db (StatefulSet)'],
        cells: [[count(1, 0), count(0, 1)]],
        totalSources: 1,
        totalDestinations: 9,
        family: undefined,
      },
      { row: 0, column: 1 },
      7,
      '…',
    ).map((spans) => spans.map(({ text }) => text).join(''));
    expect(lines).toEqual(['                                  8    9', '> web (Deployment)              all  [-]']);
  });
});

describe('the cursor in a matrix', () => {
  const start = { row: 0, column: 0, rowOffset: 0, columnOffset: 0 };
  const size = { rows: 100, columns: 3 };
  const shown = { rows: 10, columns: 2 };

  it('stays within the matrix', () => {
    expect(moveInMatrix(start, 'up', size, shown)).toEqual(start);
    expect(moveInMatrix(start, 'G', size, shown)).toMatchObject({ row: 99, rowOffset: 90 });
  });

  it('takes the part that is shown along', () => {
    const right = ['right', 'right'].reduce((place, key) => moveInMatrix(place, key, size, shown), start);
    expect(right).toMatchObject({ column: 2, columnOffset: 1 });
  });
});
