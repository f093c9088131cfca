import type { Environment } from './environment.ts';

/** What a piece of text means; a theme says how it looks. Meaning is never told by the tone alone. */
export type Tone = 'normal' | 'strong' | 'quiet' | 'accent' | 'good' | 'warning' | 'bad' | 'selected' | 'title' | 'key';

/** The sixteen ANSI colours by name: every terminal has them, in colours its owner chose. */
export type ColourName =
  | 'black'
  | 'red'
  | 'green'
  | 'yellow'
  | 'blue'
  | 'magenta'
  | 'cyan'
  | 'white'
  | 'gray'
  | 'redBright'
  | 'greenBright'
  | 'yellowBright'
  | 'blueBright'
  | 'cyanBright';

export interface Style {
  readonly color?: ColourName;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
}

export interface Theme {
  readonly name: 'dark' | 'light' | 'mono';
  readonly styles: Readonly<Record<Tone, Style>>;
  readonly border: Style;
  readonly borderFocused: Style;
}

const mono: Theme = {
  name: 'mono',
  styles: {
    normal: {},
    strong: { bold: true },
    quiet: {},
    accent: { bold: true },
    good: {},
    warning: { bold: true },
    bad: { bold: true },
    selected: { inverse: true },
    title: { bold: true },
    key: { bold: true },
  },
  border: {},
  borderFocused: { bold: true },
};

const dark: Theme = {
  name: 'dark',
  styles: {
    normal: {},
    strong: { bold: true },
    quiet: { color: 'gray' },
    accent: { color: 'cyan' },
    good: { color: 'green' },
    warning: { color: 'yellow' },
    bad: { color: 'red', bold: true },
    selected: { inverse: true },
    title: { bold: true },
    key: { color: 'cyan', bold: true },
  },
  border: { color: 'gray' },
  borderFocused: { color: 'cyan', bold: true },
};

const light: Theme = {
  name: 'light',
  styles: {
    ...dark.styles,
    quiet: { dimColor: true },
    accent: { color: 'blue' },
    good: { color: 'green' },
    warning: { color: 'magenta' },
    key: { color: 'blue', bold: true },
  },
  border: { dimColor: true },
  borderFocused: { color: 'blue', bold: true },
};

export const themes: Readonly<Record<Theme['name'], Theme>> = { dark, light, mono };

/**
 * NO_COLOR (any value but empty) and terminals without colour get the mono theme, which keeps bold and inverse; Ink's
 * own colour library ignores NO_COLOR. COLORFGBG, where a terminal sets it, tells light backgrounds.
 */
export function chooseTheme(environment: Environment, wanted: 'auto' | Theme['name']): Theme {
  if ((environment['NO_COLOR'] ?? '') !== '') return mono;
  if (wanted !== 'auto') return themes[wanted];
  const term = environment['TERM'] ?? '';
  if (term === '' || term === 'dumb' || /^vt\d|-m$|mono/.test(term)) return mono;
  const background = Number((environment['COLORFGBG'] ?? '').split(';').at(-1));
  return background === 7 || background === 15 ? light : dark;
}
