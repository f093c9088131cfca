import { EventEmitter } from 'node:events';
import { gridDiff } from './grid-diff.ts';
import { type Cell, ScreenGrid } from './screen-grid.ts';

const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';
const enterAlternate = '\u001b[?1049h';
const showCursor = '\u001b[?25h';
const hideCursor = '\u001b[?25l';

/** The terminal as a stream, as `process.stdout` is one. */
export interface TerminalStream {
  readonly columns: number;
  readonly rows: number;
  readonly writableNeedDrain: boolean;
  write(chunk: string, done?: () => void): boolean;
  on(event: 'resize' | 'drain', listener: () => void): unknown;
  off(event: 'resize' | 'drain', listener: () => void): unknown;
}

/**
 * The stdout that Ink draws on. Ink's frames go into a grid; what differs from what the terminal shows goes to the
 * terminal, in one write per frame. So bytes are few, nothing is ever erased before it is drawn (no tearing, also
 * where synchronised output is not honoured), and while the terminal does not read, frames are simply not sent: when
 * it reads again it gets the newest one. Nothing here waits for the terminal.
 */
export class FrameOutput extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  destroyed = false;
  writableEnded = false;
  private readonly terminal: TerminalStream;
  private readonly grid: ScreenGrid;
  private shown: Cell[][] | undefined;
  private inFrame = false;
  private flushPlanned = false;
  /** The terminal belongs to someone else (a shell after Ctrl-Z, whoever comes after the screen). */
  private handedOver = false;
  /** Frames that were not sent because the terminal was not reading. */
  skippedFrames = 0;

  constructor(terminal: TerminalStream) {
    super();
    this.setMaxListeners(0);
    this.terminal = terminal;
    this.grid = new ScreenGrid(terminal.columns, terminal.rows);
    terminal.on('resize', this.resized);
    terminal.on('drain', this.drained);
  }

  get columns(): number {
    return this.terminal.columns;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  get writableNeedDrain(): boolean {
    return this.terminal.writableNeedDrain;
  }

  /** Takes what Ink writes. `done` is called when it is on its way, not when the terminal has shown it. */
  write(chunk: string | Uint8Array, encodingOrDone?: unknown, maybeDone?: unknown): boolean {
    const done = typeof encodingOrDone === 'function' ? encodingOrDone : maybeDone;
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (text === beginFrame) this.inFrame = true;
    else if (text === endFrame) {
      this.inFrame = false;
      this.flush();
    } else {
      const modes = this.grid.write(text);
      if (modes !== '') this.sendModes(modes);
      else if (!this.inFrame) this.planFlush();
    }
    if (typeof done === 'function') setImmediate(() => void done());
    return true;
  }

  /** Bytes for the terminal itself (OSC 52), between frames. */
  passThrough(bytes: string): void {
    this.terminal.write(bytes);
  }

  /** Forgets what the terminal shows, so that the next frame draws everything. */
  repaint(): void {
    this.shown = undefined;
    this.flush();
  }

  /** The grid as text, for tests and for the screen that is left behind. */
  text(): readonly string[] {
    return this.grid.text();
  }

  /** Stops listening to the terminal; nothing is written afterwards. */
  end(): void {
    this.writableEnded = true;
    this.terminal.off('resize', this.resized);
    this.terminal.off('drain', this.drained);
  }

  private readonly resized = (): void => {
    this.grid.resize(this.terminal.columns, this.terminal.rows);
    // A resized terminal may have moved or rewrapped what it showed.
    this.shown = undefined;
    this.emit('resize');
  };

  private readonly drained = (): void => {
    this.flush();
  };

  /**
   * Ink shows the cursor when it gives the terminal away and hides it when it draws again; this screen never shows one
   * itself. Frames must not be drawn in between.
   */
  private sendModes(modes: string): void {
    if (modes.includes(enterAlternate) || modes.includes(hideCursor)) {
      if (modes.includes(enterAlternate)) this.grid.clear();
      this.handedOver = false;
      this.shown = undefined;
    }
    let place = '';
    if (modes.includes(showCursor)) {
      // Below the frame, where a shell without an alternate screen expects it.
      if (!this.handedOver) place = `\u001b[${this.rows};1H`;
      this.handedOver = true;
    }
    this.terminal.write(place + modes);
  }

  private planFlush(): void {
    if (this.flushPlanned) return;
    this.flushPlanned = true;
    queueMicrotask(() => {
      this.flushPlanned = false;
      if (!this.inFrame) this.flush();
    });
  }

  private flush(): void {
    if (this.writableEnded || this.handedOver) return;
    if (this.terminal.writableNeedDrain) {
      this.skippedFrames += 1;
      return;
    }
    const bytes = gridDiff(this.shown, this.grid.cells);
    if (bytes === '') return;
    this.shown = this.grid.cells.map((line) => [...line]);
    this.terminal.write(bytes);
  }
}
