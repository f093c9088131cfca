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
}

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
  pty.onData((data) => {
    chunks.push(data);
    terminal.write(data);
  });
  const exited = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => resolve({ exitCode, signal }));
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

/** Starts the built plumbline with these arguments. */
export function startPlumbline(args: readonly string[], options: TerminalOptions): TerminalProgram {
  return startOnTerminal([process.execPath, builtProgram, ...args], options);
}
