import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import {
  answerPatience,
  escapeGap,
  escapePatience,
  incompleteFrom,
  isAnswerBegun,
  isReplyBegun,
  withoutAnswers,
  withoutReplies,
} from './escape-guard.ts';

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
 * The stdin that Ink reads: escape sequences arrive whole, however the link cut them (see `incompleteFrom`), and what
 * terminals answer to questions does not arrive (see `withoutReplies`). Reads the keyboard only while raw mode is on, so that after Ctrl-Z a shell gets every key.
 * Emits 'answer' when the terminal says that it is well, 'pressed' for everything else that arrives, before it is given on,
 * and 'hangup' when nothing more will come.
 */
export class GuardedInput extends Readable {
  readonly isTTY = true;
  private readonly keyboard: KeyboardStream;
  private readonly decoder = new StringDecoder('utf8');
  private held = '';
  private timer: NodeJS.Timeout | undefined;
  private reading = false;
  /** An Esc was just given on; what follows waits. */
  private gap = false;

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
    const text = typeof chunk === 'string' ? chunk : this.decoder.write(chunk);
    if (text === '') return;
    if (this.gap) {
      this.held += text;
      return;
    }
    // Esc, and then another key soon after: two keys, not the beginning of a sequence.
    if (this.held === '\u001b' && !/^[[O\u001b]/.test(text) && !isReplyBegun(this.held + text)) {
      this.forget();
      this.emit('pressed');
      this.push('\u001b');
      this.gap = true;
      this.held = text;
      this.timer = setTimeout(() => {
        this.gap = false;
        const keys = this.held;
        this.forget();
        this.giveOn(keys);
      }, escapeGap);
      return;
    }
    const input = this.held + text;
    this.forget();
    this.giveOn(input);
  };

  /** Gives on what is complete, and the rest when it has had its time. */
  private giveOn(received: string): void {
    const { input, answers } = withoutAnswers(withoutReplies(received));
    for (let answer = 0; answer < answers; answer += 1) this.emit('answer');
    const cut = incompleteFrom(input);
    if (cut > 0) {
      this.emit('pressed');
      this.push(input.slice(0, cut));
    }
    this.held = input.slice(cut);
    if (this.held === '') return;
    this.timer = setTimeout(
      () => {
        const late = this.held;
        this.held = '';
        if (isReplyBegun(late)) return;
        this.emit('pressed');
        this.push(late);
      },
      isAnswerBegun(this.held) ? answerPatience : escapePatience,
    );
  }

  private readonly ended = (): void => {
    // The terminal is gone (SIGHUP follows, or its reader closed it): nothing more will be typed.
    this.emit('hangup');
  };

  private forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.held = '';
    this.gap = false;
  }
}
