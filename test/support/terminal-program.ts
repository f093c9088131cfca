import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const root = join(import.meta.dirname, '..', '..');

/** The built program (npm run build makes it). */
export const builtProgram = join(root, 'dist', 'plumbline.js');

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** Added to a small, fixed environment: nothing of the developer's own settings leaks in. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the terminal answers questions, as real ones do; true unless told otherwise. */
  readonly answers?: boolean;
  /**
   * A link between the pseudo-terminal and the emulator that carries so many bytes a second. What does not fit through
   * waits without limit, as in the buffers of sshd and of the network: the program sees a terminal that takes everything.
   */
  readonly bytesPerSecond?: number;
}

/** How often the slow link passes something on, in milliseconds. */
const linkTick = 50;

/** A program on a real pseudo-terminal, with a terminal emulator reading what it draws. */
export interface TerminalProgram {
  readonly pid: number;
  readonly terminal: xterm.Terminal;
  /** The screen as text, one line per row, right-trimmed. */
  screen(): string;
  /** Waits until the screen satisfies `condition`; fails with the last screen when `patience` (ms) is over. */
  waitFor(condition: RegExp | ((screen: string) => boolean), patience?: number): Promise<string>;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Stops and resumes reading from the pseudo-terminal: what a stalled link looks like to the program. */
  pause(): void;
  resume(): void;
  kill(signal: NodeJS.Signals): void;
  /** Everything written so far, escape sequences included. */
  raw(): string;
  readonly exited: Promise<{ readonly exitCode: number; readonly signal: number | undefined }>;
}

function screenText(terminal: xterm.Terminal): string {
  const buffer = terminal.buffer.active;
  const lines: string[] = [];
  for (let row = 0; row < terminal.rows; row += 1) {
    lines.push(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '');
  }
  return lines.join('\n');
}

/** Starts `argv` on a pseudo-terminal of the given size. */
export function startOnTerminal(argv: readonly string[], options: TerminalOptions): TerminalProgram {
  const [file = '', ...rest] = argv;
  const pty: IPty = spawn(file, rest, {
    name: 'xterm-256color',
    cols: options.columns,
    rows: options.rows,
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '/',
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      ...options.env,
    },
  });
  const terminal = new xterm.Terminal({ cols: options.columns, rows: options.rows, allowProposedApi: true });
  const chunks: string[] = [];
  const link = options.bytesPerSecond === undefined ? undefined : slowLink(options.bytesPerSecond, terminal);
  pty.onData((data) => {
    chunks.push(data);
    if (link === undefined) terminal.write(data);
    else link.carry(data);
  });
  let gone = false;
  if (options.answers !== false) {
    terminal.onData((answer) => {
      if (!gone) pty.write(answer);
    });
  }
  const exited = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      gone = true;
      link?.end();
      resolve({ exitCode, signal });
    });
  });
  const screen = () => screenText(terminal);
  return {
    pid: pty.pid,
    terminal,
    screen,
    exited,
    raw: () => chunks.join(''),
    type: (keys) => pty.write(keys),
    resize: (columns, rows) => {
      terminal.resize(columns, rows);
      pty.resize(columns, rows);
    },
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    kill: (signal) => {
      try {
        process.kill(pty.pid, signal);
      } catch {
        // It ended by itself already.
      }
    },
    async waitFor(condition, patience = 20_000) {
      const holds = typeof condition === 'function' ? condition : (text: string) => condition.test(text);
      const until = Date.now() + patience;
      while (Date.now() < until) {
        const text = screen();
        if (holds(text)) return text;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`the screen never showed ${String(condition)}; it shows:\n${screen()}`);
    },
  };
}

/** Passes on so many bytes a second, in small pieces. */
function slowLink(
  bytesPerSecond: number,
  terminal: xterm.Terminal,
): { readonly carry: (data: string) => void; readonly end: () => void } {
  let waiting: Buffer = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  const pass = (): void => {
    const size = (bytesPerSecond * linkTick) / 1000;
    terminal.write(waiting.subarray(0, size));
    waiting = waiting.subarray(size);
    timer = waiting.length === 0 ? undefined : setTimeout(pass, linkTick);
  };
  return {
    carry(data) {
      waiting = Buffer.concat([waiting, Buffer.from(data)]);
      timer ??= setTimeout(pass, linkTick);
    },
    // What is still on its way when the program ends arrives all the same.
    end() {
      clearTimeout(timer);
      terminal.write(waiting);
    },
  };
}

/** Starts the built plumbline with these arguments. */
export function startPlumbline(args: readonly string[], options: TerminalOptions): TerminalProgram {
  return startOnTerminal([process.execPath, builtProgram, ...args], options);
}
