/** A key press, by the name that bindings use ('p', 'S', 'ctrl+c', 'shift+tab', 'up', 'escape'). */
export interface KeyPress {
  readonly name: string;
  /** What it types into a text field; '' for keys that type nothing. */
  readonly text: string;
}

/** The flags that Ink's `useInput` gives with the input, as far as they matter here. */
export interface KeyFlags {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
}

const named: readonly (readonly [keyof KeyFlags, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  // Terminals send DEL for the backspace key; Ink calls both the same way round on its own.
  ['delete', 'delete'],
];

/** Longer runs of characters in one read are a paste of a terminal without bracketed paste, not typing. */
export const longestTypedRun = 16;

/**
 * The key presses in one input event. Over a slow link several keys arrive as one text; a text that is too long for
 * fast typing is a paste and gives none (`isPaste`).
 */
export function keyPresses(input: string, flags: KeyFlags): readonly KeyPress[] {
  for (const [flag, name] of named) {
    if (flags[flag]) return [{ name: flags.shift && name === 'tab' ? 'shift+tab' : name, text: '' }];
  }
  if (flags.ctrl) return input === '' ? [] : [{ name: `ctrl+${input}`, text: '' }];
  if (flags.meta) return input === '' ? [] : [{ name: `alt+${input}`, text: '' }];
  return Array.from(input, characterKey);
}

/** Whether an input event is a paste that came without brackets. */
export function isPaste(input: string): boolean {
  return input.length > longestTypedRun;
}

function characterKey(character: string): KeyPress {
  switch (character) {
    case '\r':
    case '\n':
      return { name: 'enter', text: '' };
    case '\t':
      return { name: 'tab', text: '' };
    case ' ':
      return { name: 'space', text: ' ' };
    case '\u007f':
    case '\b':
      return { name: 'backspace', text: '' };
    case '\u001b':
      return { name: 'escape', text: '' };
    default: {
      const code = character.codePointAt(0) ?? 0;
      if (code < 32) return { name: `ctrl+${String.fromCharCode(code + 96)}`, text: '' };
      return { name: character, text: character };
    }
  }
}
