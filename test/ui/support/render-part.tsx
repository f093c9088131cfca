import { createStore } from '../../../src/store/create-store.ts';
import { stripVTControlCharacters } from 'node:util';
import { Box } from 'ink';
import { render } from 'ink-testing-library';
import type { ReactElement } from 'react';
import { ScreenContext } from '../../../components/hooks/use-screen.ts';
import { createScreenModel, type ScreenModel } from '../../../components/screen/model.ts';
import { readCapabilities } from '../../../src/terminal/capabilities.ts';
import type { Environment } from '../../../src/terminal/environment.ts';
import { noon } from './fake-rows.ts';
import { createFakeSession } from './fake-session.ts';

/** A small component on its own, without the screen around it. */
export interface RenderedPart {
  readonly model: ScreenModel;
  readonly copied: readonly string[];
  /** What is drawn now, without styles. */
  text(): string;
  /** Presses a key by its name, as the screen's own keyboard reader would; returns what is drawn then. */
  press(name: string, text?: string): Promise<string>;
  close(): void;
}

/** Renders a component inside a fake session's screen. */
export function renderPart(element: ReactElement, environment: Environment = {}): RenderedPart {
  const capabilities = readCapabilities(
    { TERM: 'xterm-256color', LANG: 'C.UTF-8', ...environment },
    { glyphs: 'auto', theme: 'auto', alternateScreen: false, maxFps: 30 },
  );
  const copied: string[] = [];
  const model = createScreenModel(
    createFakeSession(),
    {
      capabilities,
      copy: async (text) => {
        copied.push(text);
        return { sentence: 'copied', show: false };
      },
      slowLink: createStore(false),
      redraw: () => {},
      lend: async (_release, loan) => loan.settle({ kind: 'unavailable', why: 'this terminal is in memory' }),
      suspend: async () => undefined,
      leave: () => {},
    },
    () => noon,
  );
  const instance = render(
    <ScreenContext value={model}>
      <Box width={80} height={24} flexDirection="column">
        {element}
      </Box>
    </ScreenContext>,
  );
  const text = (): string => stripVTControlCharacters(instance.lastFrame() ?? '').trimEnd();
  return {
    model,
    copied,
    text,
    async press(name, typed = '') {
      model.keys.dispatch({ name, text: typed });
      await new Promise((resolve) => setTimeout(resolve, 50));
      return text();
    },
    close() {
      instance.unmount();
      model.clock.stop();
    },
  };
}
