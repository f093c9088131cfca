/*
 * Draws the screens of the docs from the running program: starts the demo, waits until a link is measured, and writes
 * what stands on the terminal. Nothing in docs/screens is typed by hand.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPlumbline } from '../test/support/terminal-program.ts';
import { screenToSvg } from './screen-svg.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'screens');
mkdirSync(folder, { recursive: true });

/** A state folder of its own, so that the developer's checklist and recent links stay out of the picture. */
const env = { XDG_STATE_HOME: join(root, 'node_modules', '.cache', 'plumbline', 'screens-state') };

async function draw(
  name: string,
  columns: number,
  rows: number,
  prepare: (program: ReturnType<typeof startPlumbline>) => Promise<void>,
) {
  const program = startPlumbline(['demo', ...process.argv.slice(2)], { columns, rows, env });
  try {
    await prepare(program);
    writeFileSync(join(folder, `${name}.svg`), screenToSvg(program.terminal));
    writeFileSync(join(folder, `${name}.txt`), `${program.screen()}\n`);
  } finally {
    program.kill('SIGTERM');
    await program.exited;
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

await draw('link-bench', 120, 40, async (program) => {
  await program.waitFor(/measured +OPEN/, 60_000);
  program.type('b');
  await program.waitFor(/seconds/i);
  program.type('\r');
  await pause(14_000);
});

await draw('link-bench-80x24', 80, 24, async (program) => {
  await program.waitFor(/measured +OPEN/, 60_000);
  await pause(8_000);
});

// The README shows the small screen as text; it stands between its only fence with the language `text`.
const readme = join(root, 'README.md');
const small = readFileSync(join(folder, 'link-bench-80x24.txt'), 'utf8').trimEnd();
writeFileSync(
  readme,
  readFileSync(readme, 'utf8').replace(
    /(```text\n)[\s\S]*?(```)/,
    (_all, open: string, close: string) => `${open}${small}\n${close}`,
  ),
);
