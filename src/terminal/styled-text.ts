import type { ColourName, Style } from './theme.ts';

const foregrounds: Readonly<Record<ColourName, number>> = {
  black: 30,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  white: 37,
  gray: 90,
  redBright: 91,
  greenBright: 92,
  yellowBright: 93,
  blueBright: 94,
  cyanBright: 96,
};

/** Safe text in a style, with its SGR sequences (ECMA-48 8.3.117); what follows it is plain. */
export function styledText(text: string, { color, bold, dimColor, inverse, underline }: Style): string {
  const parameters = [
    ...(bold ? [1] : []),
    ...(dimColor ? [2] : []),
    ...(underline ? [4] : []),
    ...(inverse ? [7] : []),
    ...(color === undefined ? [] : [foregrounds[color]]),
  ];
  return text === '' || parameters.length === 0 ? text : `\u001b[${parameters.join(';')}m${text}\u001b[0m`;
}
