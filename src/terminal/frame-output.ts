import { EventEmitter } from 'node:events';
import type { Instant } from '../contracts/time.ts';
import type { Store } from '../contracts/store.ts';
import { createStore } from '../store/create-store.ts';
import { LinkMeter } from './link/link-meter.ts';
import { RowQueue } from './link/row-queue.ts';
import { SlowLink } from './link/slow-link.ts';
import { ScreenGrid } from './screen-grid.ts';

const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';
const enterAlternate = '\u001b[?1049h';
const showCursor = '\u001b[?25h';
const hideCursor = '\u001b[?25l';
/** 'Are you well?': every terminal answers `ESC [ 0 n`, in the order of what it reads (DSR, ECMA-48). */
const question = '\u001b[5n';
/** What is drawn so soon after a key is taken for what the key changed. */
const keyEcho = 250;
/** How often a slow link is looked at while nothing is drawn. */
const lookEvery = 1000;
/**
 * A terminal that owes an answer gets this long for it before somebody else reads the keyboard: as long as a whole screen
 * takes at 2 KB/s.
 */
const owedPatience = 4000;

/** The terminal as a stream, as `process.stdout` is one. */
export interface TerminalStream {
  readonly columns: number;
  readonly rows: number;
  readonly writableNeedDrain: boolean;
  write(chunk: string, done?: () => void): boolean;
  on(event: 'resize' | 'drain', listener: () => void): unknown;
  off(event: 'resize' | 'drain', listener: () => void): unknown;
}

export interface FrameOutputOptions {
  /** Whether the terminal is asked how far it has come; its answers must be told by `answered`. */
  readonly asks?: boolean;
  readonly now?: () => Instant;
}

/**
 * The stdout that Ink draws on. Ink's frames go into a grid; what differs from what the terminal shows goes to the
 * terminal, in one write per frame. So bytes are few, nothing is ever erased before it is drawn (no tearing, also
 * where synchronised output is not honoured), and while the terminal does not read, frames are simply not sent: when
 * it reads again it gets the newest one. Nothing here waits for the terminal.
 *
 * Over a slow link no more is sent than it carries in a third of a second: the rest of a frame waits until the terminal
 * has answered, what a key changed goes first, and what has become stale in the meantime is never sent.
 */
export class FrameOutput extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  destroyed = false;
  writableEnded = false;
  private readonly terminal: TerminalStream;
  private readonly grid: ScreenGrid;
  private readonly queue = new RowQueue();
  private readonly meter = new LinkMeter();
  private readonly judge = new SlowLink();
  private readonly slow = createStore(false);
  private readonly now: () => Instant;
  private readonly asks: boolean;
  private asking: boolean;
  private keyAt: Instant = Number.NEGATIVE_INFINITY;
  private blockedSince: Instant | undefined;
  private looking: NodeJS.Timeout | undefined;
  private settled: (() => void) | undefined;
  private inFrame = false;
  private flushPlanned = false;
  /** The terminal belongs to someone else (a shell after Ctrl-Z, whoever comes after the screen). */
  private handedOver = false;
  /** Frames that were not sent because the terminal was not reading. */
  skippedFrames = 0;

  constructor(terminal: TerminalStream, options: FrameOutputOptions = {}) {
    super();
    this.asks = options.asks ?? false;
    this.asking = this.asks;
    this.now = options.now ?? (() => performance.now());
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

  /** Whether the link is slow and to be spared: fewer frames for what changes by itself. */
  get slowLink(): Store<boolean> {
    return this.slow;
  }

  /** Takes what Ink writes. `done` is called when it is on its way, not when the terminal has shown it. */
  write(chunk: string | Uint8Array, encodingOrDone?: unknown, maybeDone?: unknown): boolean {
    const done = typeof encodingOrDone === 'function' ? encodingOrDone : maybeDone;
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (text === beginFrame) this.inFrame = true;
    else if (text === endFrame) {
      this.inFrame = false;
      this.drawn();
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
    this.send(bytes);
  }

  /** A key was pressed: what changes now goes first. */
  keyPressed(): void {
    this.keyAt = this.now();
  }

  /** The terminal has answered: it has shown everything up to the question. */
  answered(): void {
    this.meter.answered(this.now());
    this.settled?.();
    this.look();
    this.flush();
    // What was written after the question that was answered waits for an answer of its own.
    if (this.meter.unanswered > 0) this.ask();
  }

  /**
   * Asks nothing more until the screen is drawn anew, and waits for the answer that is still to come, so that it does
   * not reach whoever reads the keyboard next. Waits four seconds at most.
   */
  async settle(): Promise<void> {
    this.asking = false;
    if (!this.meter.owed) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, owedPatience);
      this.settled = () => {
        clearTimeout(late);
        resolve();
      };
    });
    this.settled = undefined;
  }

  /** Forgets what the terminal shows, so that the next frame draws everything. */
  repaint(): void {
    this.queue.forget();
    this.flush();
  }

  /** The grid as text, for tests and for the screen that is left behind. */
  text(): readonly string[] {
    return this.grid.text();
  }

  /** Stops listening to the terminal; nothing is written afterwards. */
  end(): void {
    this.writableEnded = true;
    clearInterval(this.looking);
    this.terminal.off('resize', this.resized);
    this.terminal.off('drain', this.drained);
  }

  private readonly resized = (): void => {
    this.grid.resize(this.terminal.columns, this.terminal.rows);
    // A resized terminal may have moved or rewrapped what it showed.
    this.queue.frame(this.grid.cells, false);
    this.queue.forget();
    this.emit('resize');
  };

  private readonly drained = (): void => {
    this.blockedSince = undefined;
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
      this.asking = this.asks;
      this.queue.forget();
    }
    let place = '';
    if (modes.includes(showCursor)) {
      // Below the frame, where a shell without an alternate screen expects it.
      if (!this.handedOver) place = `\u001b[${this.rows};1H`;
      this.handedOver = true;
    }
    this.send(place + modes);
    // The first answer, behind nothing, tells the link's own delay.
    if (!this.handedOver) this.ask();
  }

  private planFlush(): void {
    if (this.flushPlanned) return;
    this.flushPlanned = true;
    queueMicrotask(() => {
      this.flushPlanned = false;
      if (!this.inFrame) this.drawn();
    });
  }

  /** The grid holds a whole frame. */
  private drawn(): void {
    this.queue.frame(this.grid.cells, this.now() - this.keyAt < keyEcho);
    this.flush();
  }

  private flush(): void {
    if (this.writableEnded || this.handedOver || this.inFrame) return;
    const now = this.now();
    if (this.terminal.writableNeedDrain) {
      this.blockedSince ??= now;
      this.skippedFrames += 1;
      this.look();
      return;
    }
    const { bytes } = this.queue.take(this.meter.room(now), this.meter.roomForKey(now), this.meter.unanswered === 0);
    if (bytes === '') return;
    this.send(bytes);
    this.ask();
    this.look();
  }

  private send(bytes: string): void {
    this.meter.wrote(Buffer.byteLength(bytes), this.now());
    this.terminal.write(bytes);
  }

  private ask(): void {
    const now = this.now();
    if (!this.asking || !this.meter.mayAsk(now)) return;
    this.send(question);
    this.meter.asked(now);
    this.keepLooking();
  }

  /** Weighs what is known of the link. */
  private look(): void {
    const now = this.now();
    const { meter, blockedSince } = this;
    const blocked = blockedSince === undefined ? 0 : now - blockedSince;
    const rate = meter.answers ? meter.rate : Number.POSITIVE_INFINITY;
    const overdue = Math.max(blocked, meter.answers ? meter.overdue(now) : 0);
    this.slow.set(this.judge.look({ rate, overdue }, now));
    if (this.judge.undecided) this.keepLooking();
  }

  /** Looks now and then also while nothing is drawn: an answer may never come, and a link may recover. */
  private keepLooking(): void {
    if (this.writableEnded) return;
    this.looking ??= setInterval(() => {
      this.look();
      this.flush();
      if (this.meter.wantsDelay(this.now())) this.ask();
      if (this.judge.undecided || this.meter.unanswered > 0) return;
      clearInterval(this.looking);
      this.looking = undefined;
    }, lookEvery).unref();
  }
}
