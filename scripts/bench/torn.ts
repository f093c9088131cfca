import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn as spawnPty } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import type { Bench } from './figure.ts';
import { benchEnvironment, benchFolder, measuredProgram, pause } from './program.ts';

const size = { cols: 120, rows: 41 };
const config = 'latency:\n  intervalSeconds: 0.25\nbandwidth:\n  seconds: 60\n';
/** That many blank rows in a screen full of frames can only be a frame half drawn. */
const tornRows = 4;

/** What a tmux client shows after each chunk: rows that are blank only for a moment are seen as flicker. */
export const torn: Bench = {
  name: 'torn',
  patience: 90_000,
  async run() {
    const version = spawnSync('tmux', ['-V'], { encoding: 'utf8' });
    if (version.error !== undefined) throw new Error('tmux is not installed');
    const folder = await benchFolder(config);
    const socket = join(folder, 'tmux');
    const start = join(folder, 'start.sh');
    const settings = Object.entries(benchEnvironment(folder)).map(([name, value]) => `export ${name}='${value}'`);
    await writeFile(
      start,
      `${settings.join('\n')}\nexec '${process.execPath}' '${measuredProgram}' demo --backend simulate\n`,
    );
    const terminal = new xterm.Terminal({ ...size, allowProposedApi: true });
    const client = spawnPty('tmux', ['-S', socket, '-f', '/dev/null', 'new-session', `sh ${start}`], {
      name: 'xterm-256color',
      ...size,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8', TERM: 'xterm-256color' },
    });
    const gone = new Promise<void>((resolve) => client.onExit(() => resolve()));
    let chunks = 0;
    let half = 0;
    let counting = false;
    client.onData((data) => {
      terminal.write(data, () => {
        if (!counting) return;
        chunks += 1;
        if (blankRows(terminal) >= tornRows) half += 1;
      });
    });
    try {
      await until(
        () => /p50/.test(text(terminal)),
        40_000,
        () => text(terminal),
      );
      client.write('b');
      await until(
        () => /streams/i.test(text(terminal)),
        5000,
        () => text(terminal),
      );
      client.write('\r');
      await pause(4000);
      counting = true;
      await pause(12_000);
      // Whole new screens: zoom in and out.
      for (let key = 0; key < 10; key += 1) {
        client.write('z');
        await pause(300);
      }
      return [
        {
          name: `torn frames in ${version.stdout.trim()}`,
          value: half,
          unit: 'chunks',
          bar: 0,
          remark: `of ${chunks} chunks`,
        },
      ];
    } finally {
      await once(spawn('tmux', ['-S', socket, 'kill-server'], { stdio: 'ignore' }), 'exit');
      await gone;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

function text(terminal: xterm.Terminal): string {
  return rows(terminal).join('\n');
}

function rows(terminal: xterm.Terminal): readonly string[] {
  const buffer = terminal.buffer.active;
  return Array.from(
    { length: terminal.rows },
    (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
  );
}

/** Blank rows of the program's part: the last one is tmux's own. */
function blankRows(terminal: xterm.Terminal): number {
  return rows(terminal)
    .slice(0, -1)
    .filter((row) => row.trim() === '').length;
}

async function until(holds: () => boolean, patience: number, show: () => string): Promise<void> {
  const end = Date.now() + patience;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`the screen in tmux never got there; it shows:\n${show()}`);
    await pause(50);
  }
}
