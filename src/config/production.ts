import type { Config } from './schema.ts';

/** Whether the config file counts this context as production; * in a pattern stands for any characters, case does not matter. */
export function isProductionContext(config: Pick<Config, 'productionContexts'>, context: string): boolean {
  const name = context.toLowerCase();
  return config.productionContexts.some((pattern) => matches(pattern.toLowerCase(), name));
}

/** Piece by piece rather than by a regular expression: a pattern with many stars must not backtrack. */
function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
