import type { Environment } from './environment.ts';
import { chooseGlyphs, type Glyphs } from './glyphs.ts';
import { chooseTheme, type Theme } from './theme.ts';

/** What the config file and the command line say about the screen. */
export interface ScreenWishes {
  readonly glyphs: 'auto' | 'unicode' | 'ascii';
  readonly theme: 'auto' | Theme['name'];
  readonly alternateScreen: boolean;
  readonly maxFps: number;
}

/** How the screen is drawn on this terminal. */
export interface TerminalCapabilities {
  readonly glyphs: Glyphs;
  readonly theme: Theme;
  readonly alternateScreen: boolean;
  /** A screen reader reads the terminal: linear layout, no frames, no charts, no alternate screen. */
  readonly screenReader: boolean;
  /** Frames per second for changes that come by themselves; keys are answered at once. */
  readonly maxFps: number;
}

/** Decides by the environment what the terminal can show. Pure. */
export function readCapabilities(environment: Environment, wishes: ScreenWishes): TerminalCapabilities {
  const screenReader = environment['INK_SCREEN_READER'] === 'true';
  return {
    glyphs: chooseGlyphs(environment, wishes.glyphs),
    theme: screenReader
      ? chooseTheme({ ...environment, NO_COLOR: '1' }, 'auto')
      : chooseTheme(environment, wishes.theme),
    alternateScreen: wishes.alternateScreen && !screenReader,
    screenReader,
    maxFps: screenReader ? 1 : wishes.maxFps,
  };
}

/** Whether this is a terminal that answers questions: a dumb one would show them. */
export function answersQuestions({ TERM }: Environment): boolean {
  return TERM !== undefined && TERM !== '' && TERM !== 'dumb';
}
