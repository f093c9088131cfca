const aliases: Readonly<Record<string, string>> = {
  esc: 'escape',
  return: 'enter',
  cr: 'enter',
  ' ': 'space',
  spc: 'space',
  del: 'delete',
  ins: 'insert',
  pgup: 'pageup',
  pgdn: 'pagedown',
  pgdown: 'pagedown',
  control: 'ctrl',
};

const named = new Set(
  'escape enter space tab backspace delete insert up down left right pageup pagedown home end'.split(' '),
);

const modifierOrder = ['ctrl', 'alt', 'shift'];

/**
 * The one spelling of a key: 'esc' becomes 'escape', 'Ctrl-c' 'ctrl+c', 'shift+s' 'S'; undefined when it is not a key.
 * Modifiers come in the order ctrl, alt, shift; shift with a letter is the capital, as a terminal sends it.
 */
export function canonicalKey(text: string): string | undefined {
  const parts = splitKey(text);
  const last = parts.pop();
  if (last === undefined || last === '') return undefined;
  const modifiers = new Set(parts.map((part) => aliases[part.toLowerCase()] ?? part.toLowerCase()));
  for (const modifier of modifiers) if (!modifierOrder.includes(modifier)) return undefined;

  const word = aliases[last.toLowerCase()] ?? last;
  if (word.length === 1) return withCharacter(word, modifiers);
  const name = word.toLowerCase();
  if (!named.has(name) && !/^f([1-9]|1[0-2])$/.test(name)) return undefined;
  return join(modifiers, name);
}

function withCharacter(character: string, modifiers: Set<string>): string | undefined {
  if (!/^[!-~]$/.test(character)) return undefined;
  if (modifiers.has('ctrl')) return join(modifiers, character.toLowerCase());
  if (modifiers.delete('shift')) return join(modifiers, character.toUpperCase());
  return join(modifiers, character);
}

function join(modifiers: ReadonlySet<string>, key: string): string {
  return [...modifierOrder.filter((modifier) => modifiers.has(modifier)), key].join('+');
}

/** Splits at + and -, but leaves a last + or - alone: it is the key itself. */
function splitKey(text: string): string[] {
  if (text.length <= 1) return [text];
  const key = text.slice(-1);
  if (key === '+' || key === '-') {
    const before = text.slice(0, -2);
    return before === '' ? [text] : [...before.split(/[+-]/), key];
  }
  return text.split(/[+-]/);
}
