import type { KeyPress } from '../../src/terminal/keys.ts';
import type { StyledLine } from './styled.ts';

/** A text being typed; `cursor` is an index into it. */
export interface TextField {
  readonly text: string;
  readonly cursor: number;
}

/** A field with the cursor behind its text. */
export function textField(text = ''): TextField {
  return { text, cursor: text.length };
}

/** The field after a key; undefined when the key means nothing to a text field. */
export function editText(field: TextField, press: KeyPress): TextField | undefined {
  const { text, cursor } = field;
  if (press.text !== '') return replace(field, cursor, cursor, press.text);
  switch (press.name) {
    case 'left':
    case 'ctrl+b':
      return { text, cursor: Math.max(0, cursor - 1) };
    case 'right':
    case 'ctrl+f':
      return { text, cursor: Math.min(text.length, cursor + 1) };
    case 'home':
    case 'ctrl+a':
      return { text, cursor: 0 };
    case 'end':
    case 'ctrl+e':
      return { text, cursor: text.length };
    case 'backspace':
    case 'ctrl+h':
      return cursor === 0 ? field : replace(field, cursor - 1, cursor, '');
    case 'delete':
    case 'ctrl+d':
      return replace(field, cursor, cursor + 1, '');
    case 'ctrl+u':
      return replace(field, 0, cursor, '');
    case 'ctrl+k':
      return replace(field, cursor, text.length, '');
    case 'ctrl+w':
      return replace(field, text.slice(0, cursor).trimEnd().lastIndexOf(' ') + 1, cursor, '');
    default:
      return undefined;
  }
}

function replace({ text }: TextField, from: number, to: number, by: string): TextField {
  return { text: text.slice(0, from) + by + text.slice(to), cursor: from + by.length };
}

/** The field as spans: the cursor is inverse, and an underscore at the end, where there is nothing to invert. */
export function fieldSpans(field: TextField): StyledLine {
  const { text, cursor } = field;
  if (cursor >= text.length)
    return [
      { text, tone: 'strong' },
      { text: '_', tone: 'strong' },
    ];
  return [
    { text: text.slice(0, cursor), tone: 'strong' },
    { text: text.slice(cursor, cursor + 1), tone: 'selected' },
    { text: text.slice(cursor + 1), tone: 'strong' },
  ];
}
