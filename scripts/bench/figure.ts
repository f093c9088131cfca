/** One measured number, and the bar it must hold. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB' | 'KB/s' | 'chunks' | 'lost' | 'x' | 'requests' | 'watches' | 'objects' | 'events';
  /** The most it may be; without one it is told for its own sake. */
  readonly bar?: number;
  /** 'p50 of 9 starts'. */
  readonly remark?: string;
}

/** One bench: measures and gives its figures. Throws with a sentence when it could not. */
export interface Bench {
  readonly name: string;
  /** Ended after this long, in ms. */
  readonly patience: number;
  run(): Promise<readonly Figure[]>;
}

/** 'over' when a figure is above its bar. */
export function standing(figure: Figure): 'pass' | 'over' | '' {
  if (figure.bar === undefined) return '';
  return figure.value <= figure.bar ? 'pass' : 'over';
}

/** The figures as lines of a table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${shown(figure.value)} ${figure.unit}`,
    figure.bar === undefined ? '' : `bar ${shown(figure.bar)}`,
    figure.bar === undefined || figure.bar === 0 ? '' : `${(figure.value / figure.bar).toFixed(2)}x`,
    standing(figure),
    figure.remark ?? '',
  ]);
  const widths = [44, 14, 10, 7, 5];
  return rows
    .map((cells) => `  ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' ')}`.trimEnd())
    .join('\n');
}

function shown(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(value < 2 ? 2 : 1);
}
