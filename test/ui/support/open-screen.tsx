import { EventEmitter } from 'node:events';
import { render } from 'ink';
import xterm from '@xterm/headless';
import { App } from '../../../components/app.tsx';
import { createScreenModel, type ScreenModel } from '../../../components/screen/model.ts';
import { type TerminalCapabilities, readCapabilities } from '../../../src/terminal/capabilities.ts';
import type { Environment } from '../../../src/terminal/environment.ts';
import { FrameOutput, type TerminalStream } from '../../../src/terminal/frame-output.ts';
import { GuardedInput, type KeyboardStream } from '../../../src/terminal/guarded-input.ts';
import { noon } from './fake-rows.ts';
import { createFakeSession, type FakeSession } from './fake-session.ts';

process.env['TZ'] = 'UTC';

/** A terminal in memory: an emulator that shows what is written, with a size that can change and a reader that can stall. */
export class FakeTerminal extends EventEmitter implements TerminalStream {
  columns: number;
  rows: number;
  readonly isTTY = true;
  readonly emulator: xterm.Terminal;
  written = '';
  stalled = false;
  private held = '';

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  }

  get writableNeedDrain(): boolean {
    return this.held.length > 0;
  }

  write(chunk: string, done?: () => void): boolean {
    if (this.stalled) this.held += chunk;
    else this.show(chunk);
    done?.();
    return !this.stalled;
  }

  /** Reads again: everything held back arrives, then the writer hears of it. */
  unstall(): void {
    this.stalled = false;
    const held = this.held;
    this.held = '';
    this.show(held);
    this.emit('drain');
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emulator.resize(columns, rows);
    this.emit('resize');
  }

  text(): string {
    const buffer = this.emulator.buffer.active;
    const lines = Array.from({ length: this.rows }, (_, row) =>
      buffer.getLine(buffer.viewportY + row)?.translateToString(true, 0, this.columns),
    );
    return lines.map((line) => (line ?? '').trimEnd()).join('\n');
  }

  private show(chunk: string): void {
    this.written += chunk;
    this.emulator.write(chunk);
  }
}

/** A keyboard in memory. */
export class FakeKeyboard extends EventEmitter implements KeyboardStream {
  readonly isTTY = true;
  raw = false;
  setRawMode(raw: boolean): void {
    this.raw = raw;
  }
  resume(): void {}
  pause(): void {}
}

export interface OpenScreen {
  readonly session: FakeSession;
  readonly model: ScreenModel;
  readonly terminal: FakeTerminal;
  readonly keyboard: FakeKeyboard;
  /** What `y` copied, in order. */
  readonly copied: string[];
  readonly left: () => boolean;
  /** Types keys and waits until the screen has settled; returns it. */
  type(keys: string): Promise<string>;
  /** The screen once nothing moves any more. */
  settled(): Promise<string>;
  close(): void;
}

export interface OpenScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly session?: FakeSession;
  readonly environment?: Environment;
  /** Frames a second for what changes by itself; 1 is what --low-bandwidth means. */
  readonly maxFps?: number;
  /** The clock; stands at noon unless told otherwise. */
  readonly now?: () => number;
}

const utf8: Environment = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };

/** The whole screen on a terminal in memory. */
export function openScreen(options: OpenScreenOptions = {}): OpenScreen {
  const { columns = 120, rows = 40, session = createFakeSession() } = options;
  const environment = { ...utf8, ...options.environment };
  const terminal = new FakeTerminal(columns, rows);
  const keyboard = new FakeKeyboard();
  const output = new FrameOutput(terminal);
  const input = new GuardedInput(keyboard);
  const { glyphs, theme, alternateScreen } = session.config;
  const capabilities: TerminalCapabilities = readCapabilities(environment, {
    glyphs,
    theme,
    alternateScreen,
    maxFps: options.maxFps ?? 30,
  });
  const copied: string[] = [];
  let hasLeft = false;
  const model = createScreenModel(
    session,
    {
      capabilities,
      copy: async (text) => {
        copied.push(text);
        return { sentence: 'copied', show: false };
      },
      slowLink: output.slowLink,
      redraw: () => output.repaint(),
      suspend: async () => 'no shell waits behind this screen: it cannot be suspended',
      lend: async (_release, loan) => loan.settle({ kind: 'unavailable', why: 'this terminal is in memory' }),
      leave: () => {
        hasLeft = true;
      },
    },
    options.now ?? (() => noon),
  );
  const instance = render(<App model={model} />, {
    stdout: (capabilities.screenReader ? terminal : output) as unknown as NodeJS.WriteStream,
    stdin: input as unknown as NodeJS.ReadStream,
    alternateScreen: capabilities.alternateScreen,
    incrementalRendering: !capabilities.screenReader,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 30,
    isScreenReaderEnabled: capabilities.screenReader,
  });

  const settled = async (): Promise<string> => {
    let before = '';
    let same = 0;
    for (let round = 0; round < 200 && same < 5; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const text = terminal.text();
      same = text === before && text.trim() !== '' ? same + 1 : 0;
      before = text;
    }
    return before;
  };
  return {
    session,
    model,
    terminal,
    keyboard,
    copied,
    left: () => hasLeft,
    settled,
    async type(keys) {
      await settled();
      keyboard.emit('data', keys);
      // A lone Esc is held back until it is sure that nothing follows it.
      if (keys.endsWith('\u001b')) await new Promise((resolve) => setTimeout(resolve, 200));
      return settled();
    },
    close() {
      instance.unmount();
      model.clock.stop();
      output.end();
    },
  };
}
