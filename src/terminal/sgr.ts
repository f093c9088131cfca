/** No attributes at all. */
export const plainStyle = '';

/** For each attribute that can be on: the parameter that starts it. The order makes equal styles equal texts. */
const attributes = ['1', '2', '3', '4', '7', '9'] as const;

const ends: Readonly<Record<string, readonly string[]>> = {
  '22': ['1', '2'],
  '23': ['3'],
  '24': ['4'],
  '27': ['7'],
  '29': ['9'],
};

/**
 * The style after one SGR sequence, as canonical parameters: attributes in order, then foreground, then background.
 * Understands what terminals' sixteen, 256 and 24-bit colours need; unknown parameters change nothing.
 */
export function applySgr(style: string, parameters: string): string {
  const state = readStyle(style);
  const codes = parameters === '' ? ['0'] : parameters.split(';');
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? '0';
    const value = Number(code);
    if (value === 0) {
      state.on.clear();
      state.foreground = '';
      state.background = '';
    } else if (ends[code] !== undefined) for (const attribute of ends[code]) state.on.delete(attribute);
    else if (value === 38 || value === 48) {
      const length = codes[index + 1] === '5' ? 3 : 5;
      const colour = codes.slice(index, index + length).join(';');
      if (value === 38) state.foreground = colour;
      else state.background = colour;
      index += length - 1;
    } else if ((value >= 30 && value <= 37) || (value >= 90 && value <= 97)) state.foreground = code;
    else if ((value >= 40 && value <= 47) || (value >= 100 && value <= 107)) state.background = code;
    else if (value === 39) state.foreground = '';
    else if (value === 49) state.background = '';
    else state.on.add(code);
  }
  return [...attributes.filter((attribute) => state.on.has(attribute)), state.foreground, state.background]
    .filter((part) => part !== '')
    .join(';');
}

interface StyleState {
  readonly on: Set<string>;
  foreground: string;
  background: string;
}

function readStyle(style: string): StyleState {
  const state: StyleState = { on: new Set(), foreground: '', background: '' };
  const codes = style === '' ? [] : style.split(';');
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? '';
    const value = Number(code);
    if (value < 30) state.on.add(code);
    else if (value === 38 || value === 48) {
      const length = codes[index + 1] === '5' ? 3 : 5;
      const colour = codes.slice(index, index + length).join(';');
      if (value === 38) state.foreground = colour;
      else state.background = colour;
      index += length - 1;
    } else if ((value >= 30 && value <= 37) || (value >= 90 && value <= 97)) state.foreground = code;
    else state.background = code;
  }
  return state;
}
