import type { StyledLine } from '../widgets/styled.ts';
import type { ChartColumn } from './chart-columns.ts';
import { clockTime } from './chart-lines.ts';

/** What a chart counts in, and how its values are written. */
export interface ReadoutWords {
  readonly value: (value: number) => string;
  /** A column stands for several samples. */
  readonly several: boolean;
}

/** The column under the cursor in words: '14:03:20  median 0.21 ms  largest 3.2 ms  1 of 5 lost  o 0.3 ms'. */
export function readoutLine(
  column: ChartColumn,
  second: number | undefined,
  hasSecond: boolean,
  { value, several }: ReadoutWords,
): StyledLine {
  const parts = [
    clockTime(column.at),
    ...valueWords(column, value, several),
    ...(column.words === undefined ? [] : [column.words]),
    ...(hasSecond ? [`o ${second === undefined ? 'nothing' : value(second)}`] : []),
  ];
  return [{ text: ` ^ ${parts.join('  ')}`, tone: 'strong' }];
}

function valueWords(column: ChartColumn, value: (value: number) => string, several: boolean): readonly string[] {
  if (column.samples === 0) return ['no sample'];
  const lost = column.lost === 0 ? [] : [several ? `${column.lost} of ${column.samples} lost` : 'no reply'];
  if (column.value === undefined) return lost;
  if (!several) return [value(column.value), ...lost];
  return [`median ${value(column.value)}`, `largest ${value(column.largest ?? column.value)}`, ...lost];
}
