import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { escapePatience, incompleteFrom } from './escape-guard.ts';

/** The keyboard as a stream, as `process.stdin` is one on a terminal. */
export interface KeyboardStream {
  readonly isTTY: boolean;
  setRawMode(raw: boolean): unknown;
  on(event: 'data' | 'end' | 'error', listener: (chunk: Buffer | string) => void): unknown;
  off(event: 'data' | 'end' | 'error', listener: (chunk: Buffer | string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

/**
 * The stdin that Ink reads: escape sequences arrive whole, however the link cut them (see `incompleteFrom`). Reads the
 * keyboard only while raw mode is on, so that after Ctrl-Z a shell gets every key.
 */
export class GuardedInput extends Readable {
  readonly isTTY = true;
  private readonly keyboard: KeyboardStream;
  private readonly decoder = new StringDecoder('utf8');
  private held = '';
  private timer: NodeJS.Timeout | undefined;
  private reading = false;

  constructor(keyboard: KeyboardStream) {
    super({ encoding: 'utf8' });
    this.keyboard = keyboard;
  }

  override _read(): void {
    // The keyboard pushes; nothing to pull.
  }

  setRawMode(raw: boolean): this {
    this.keyboard.setRawMode(raw);
    if (raw && !this.reading) {
      this.keyboard.on('data', this.received);
      this.keyboard.on('end', this.ended);
      this.keyboard.on('error', this.ended);
      this.keyboard.resume();
    } else if (!raw && this.reading) {
      this.keyboard.off('data', this.received);
      this.keyboard.off('end', this.ended);
      this.keyboard.off('error', this.ended);
      this.keyboard.pause();
      this.forget();
    }
    this.reading = raw;
    return this;
  }

  ref(): this {
    this.keyboard.ref?.();
    return this;
  }

  unref(): this {
    this.keyboard.unref?.();
    return this;
  }

  private readonly received = (chunk: Buffer | string): void => {
    const input = this.held + (typeof chunk === 'string' ? chunk : this.decoder.write(chunk));
    this.forget();
    const cut = incompleteFrom(input);
    if (cut > 0) this.push(input.slice(0, cut));
    this.held = input.slice(cut);
    if (this.held === '') return;
    this.timer = setTimeout(() => {
      const late = this.held;
      this.held = '';
      this.push(late);
    }, escapePatience);
  };

  private readonly ended = (): void => {
    // The terminal is gone (SIGHUP follows, or its reader closed it): nothing more will be typed.
    this.emit('hangup');
  };

  private forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.held = '';
  }
}
