/** Where the cursor stands in a matrix, and which part of it is shown. */
export interface MatrixPlace {
  readonly row: number;
  readonly column: number;
  readonly rowOffset: number;
  readonly columnOffset: number;
}

interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** Moves the cursor by a key; the part that is shown follows it. Unknown keys move nothing. */
export function moveInMatrix(place: MatrixPlace, key: string, size: Extent, shown: Extent): MatrixPlace {
  const { row, column } = moved(place, key, shown);
  const at = { row: clamp(row, size.rows), column: clamp(column, size.columns) };
  return {
    ...at,
    rowOffset: follow(at.row, place.rowOffset, shown.rows),
    columnOffset: follow(at.column, place.columnOffset, shown.columns),
  };
}

function moved(
  { row, column }: MatrixPlace,
  key: string,
  shown: Extent,
): { readonly row: number; readonly column: number } {
  switch (key) {
    case 'up':
    case 'k':
      return { row: row - 1, column };
    case 'down':
    case 'j':
      return { row: row + 1, column };
    case 'left':
    case 'h':
      return { row, column: column - 1 };
    case 'right':
    case 'l':
      return { row, column: column + 1 };
    case 'pageup':
      return { row: row - shown.rows, column };
    case 'pagedown':
      return { row: row + shown.rows, column };
    case 'home':
    case 'g':
      return { row: 0, column: 0 };
    case 'end':
    case 'G':
      return { row: Number.MAX_SAFE_INTEGER, column };
    default:
      return { row, column };
  }
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(length - 1, value));
}

function follow(at: number, offset: number, shown: number): number {
  if (at < offset) return at;
  return at >= offset + shown ? at - shown + 1 : offset;
}
