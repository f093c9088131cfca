import type { Instant } from '../../contracts/time.ts';
import type { OutputStream } from './output.ts';
import type { RemoteProcess } from './remote-process.ts';

interface Piece {
  readonly stream: OutputStream;
  readonly chunk: Buffer;
  readonly at: Instant;
}

/** Held back at most; a program that says this much without announcing itself is not under our shell. */
const mostHeld = 64 * 1024;

/**
 * Takes the announcement of a supervised program out of its output. Until it came everything is held, because what
 * comes instead of it may be a runtime's complaint about a missing shell, which is not the program's output.
 */
export class AnnouncementFilter {
  /** Resolves with the process once it announced itself; stays open when it never does. */
  readonly process: Promise<RemoteProcess>;
  #resolve: (process: RemoteProcess) => void = () => {};
  readonly #announced: (line: string) => RemoteProcess | undefined;
  readonly #pass: (piece: Piece) => void;
  #held: Piece[] | undefined = [];
  #size = 0;
  #announcedItself = false;

  constructor(announced: (line: string) => RemoteProcess | undefined, pass: (piece: Piece) => void) {
    this.#announced = announced;
    this.#pass = pass;
    this.process = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Whether the program announced itself. */
  get found(): boolean {
    return this.#announcedItself;
  }

  /** Whether an announcement can still come. */
  get waiting(): boolean {
    return this.#held !== undefined;
  }

  take(piece: Piece): void {
    if (this.#held === undefined) {
      this.#pass(piece);
      return;
    }
    this.#held.push(piece);
    this.#size += piece.chunk.length;
    if (piece.stream === 'stderr') this.#search(this.#held);
    if (this.#size > mostHeld) this.release();
  }

  /** Passes on what is held, and everything from now on. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const piece of held) this.#pass(piece);
  }

  /** Text held back so far: the runtime's words when the program never started. */
  heldLines(): readonly string[] {
    return (this.#held ?? []).flatMap(({ chunk }) => chunk.toString('utf8').split(/\r?\n/));
  }

  #search(held: readonly Piece[]): void {
    const errors = held.filter(({ stream }) => stream === 'stderr');
    const text = Buffer.concat(errors.map(({ chunk }) => chunk)).toString('latin1');
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      const process = this.#announced(text.slice(from, end));
      if (process !== undefined) {
        const rest = Buffer.from(text.slice(0, from) + text.slice(end + 1), 'latin1');
        const at = errors.at(-1)?.at ?? 0;
        this.#held = held.filter(({ stream }) => stream === 'stdout');
        if (rest.length > 0) this.#held.push({ stream: 'stderr', chunk: rest, at });
        this.release();
        this.#announcedItself = true;
        this.#resolve(process);
        return;
      }
      from = end + 1;
    }
  }
}
