import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyText } from '../../src/terminal/clipboard.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { startOnTerminal, type TerminalProgram } from '../support/terminal-program.ts';
import { buildHarness } from '../ui/support/build-harness.ts';

describeWithPrograms('inside tmux', ['tmux'], () => {
  let folder = '';
  let socket = '';
  let program: TerminalProgram | undefined;
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      env: { ...process.env, TMUX: '' },
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-tmux-'));
    socket = join(folder, 'socket');
  });
  afterEach(() => {
    try {
      tmux('kill-server');
    } catch {
      // It ended with its last window.
    }
    program?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('copies through the tmux server', async () => {
    tmux('new-session', '-d', '-x', '80', '-y', '24', 'sleep 60');
    const environment = { ...process.env, TMUX: `${socket},1,0` };
    const result = await copyText('pod/shop/web-1', { environment, writeToTerminal: () => expect.unreachable() });
    expect(result.show).toBe(false);
    expect(tmux('show-buffer')).toBe('pod/shop/web-1');
  });

  it('never shows a torn frame while charts move', async () => {
    const harness = await buildHarness();
    const run = `env LANG=C.UTF-8 ${process.execPath} ${harness} --live`;
    program = startOnTerminal(['tmux', '-S', socket, '-f', '/dev/null', 'new-session', run], {
      columns: 120,
      rows: 41,
      env: { PLUMBLINE_HARNESS_HZ: '20' },
    });
    const running = program;
    await running.waitFor(/loss/);
    let torn = 0;
    for (let look = 0; look < 100; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const blank = running
        .screen()
        .split('\n')
        .slice(0, 40)
        .filter((row) => row.trim() === '').length;
      if (blank >= 4) torn += 1;
    }
    expect(torn).toBe(0);
  });
});
