import type { Config } from '../../config/schema.ts';
import { readCapabilities } from '../../terminal/capabilities.ts';
import type { Environment } from '../../terminal/environment.ts';
import type { TerminalFacts } from './report.ts';

/** What stdout is. */
export interface OutputFacts {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly rows: number | undefined;
}

/** What the terminal is and how plumbline would draw on it. Pure; `tmux` is what `tmux -V` printed, where it ran. */
export function terminalFacts(
  env: Environment,
  output: OutputFacts,
  tmux: string | undefined,
  config: Config,
): TerminalFacts {
  const { glyphs, theme } = readCapabilities(env, config);
  // The first of these that is set and not empty decides, as in setlocale(3).
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || undefined;
  return {
    isTerminal: output.isTerminal,
    term: env['TERM'] ?? '',
    colourTerm: env['COLORTERM'],
    size:
      output.columns === undefined || output.rows === undefined
        ? undefined
        : { columns: output.columns, rows: output.rows },
    locale,
    utf8: /utf-?8/i.test(locale ?? ''),
    multiplexer: env['TMUX'] ? (tmux ?? 'tmux') : env['STY'] ? 'screen' : undefined,
    noColour: Boolean(env['NO_COLOR']),
    glyphs: glyphs.name,
    theme: theme.name,
  };
}
