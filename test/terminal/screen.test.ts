import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithPrograms } from '../support/needs.ts';
import { startOnTerminal, type TerminalOptions, type TerminalProgram } from '../support/terminal-program.ts';
import { buildHarness } from '../ui/support/build-harness.ts';

const restored = ['\u001b[?1049l', '\u001b[?25h', '\u001b[?2004l'];
let harness = '';
let program: TerminalProgram | undefined;

beforeAll(async () => {
  harness = await buildHarness();
});
afterEach(() => {
  program?.kill('SIGKILL');
  program = undefined;
});

function start(args: readonly string[] = [], options: Partial<TerminalOptions> = {}): TerminalProgram {
  program = startOnTerminal([process.execPath, harness, ...args], { columns: 120, rows: 40, ...options });
  return program;
}

/** What the program wrote after the alternate screen was left. */
function afterScreen(raw: string): string {
  return raw.slice(raw.lastIndexOf('\u001b[?1049l'));
}

describe('the screen on a real terminal', () => {
  it('shows all seven panes at 120x40 and quits on q, with the terminal as it was and a summary below', async () => {
    const running = start(['--live']);
    const text = await running.waitFor(/5 Latency.*ms, running/);
    for (const title of ['1 Cluster', '2 CNI', '3 Policies', '4 Link', '6 Bandwidth', '7 Checklist']) {
      expect(text).toContain(title);
    }
    await running.waitFor(/loss/);
    running.type('x');
    running.type('q');
    running.type('y');
    expect((await running.exited).exitCode).toBe(0);
    for (const sequence of restored) expect(running.raw()).toContain(sequence);
    expect(afterScreen(running.raw())).toContain('ended: quit');
    expect(afterScreen(running.raw())).toContain('OPEN 1.2 ms');
  });

  it('asks the terminal nothing but whether it is well, because other answers would come as typed keys', async () => {
    const running = start();
    await running.waitFor(/7 Checklist/);
    const raw = running.raw().replaceAll('\u001b[5n', '');
    // Device attributes, version, status, kitty's keyboard, colours, modes, capabilities.
    expect(raw).not.toMatch(/\u001b\[(?:[>=?]?\d*[cnqu]|\??\d+\$p)|\u001b\]\d+;(?:\d+;)?\?|\u001bP[+$]q/);
  });

  it('takes a late answer to a program before for no key', async () => {
    const running = start();
    await running.waitFor(/> {2}worker-1/);
    running.type('\u001b]11;rgb:4444/7777/2222\u001b\\\u001bP>|jj2\u001b\\');
    running.type('j');
    await running.waitFor(/> {2}worker-2/);
    expect(running.screen()).toContain('[1 Cluster]');
  });

  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const) {
    it(`restores the terminal on ${signal}`, async () => {
      const running = start();
      await running.waitFor(/7 Checklist/);
      running.kill(signal);
      await running.exited;
      for (const sequence of restored) expect(running.raw()).toContain(sequence);
      expect(afterScreen(running.raw())).toContain(`ended: signal ${signal}`);
    });
  }

  for (const [what, flag, words] of [
    ['an uncaught exception', '--throw', 'thrown on purpose'],
    ['a rejection that nobody handles', '--reject', 'rejected on purpose'],
  ] as const) {
    it(`restores the terminal after ${what} and says what it was`, async () => {
      const running = start([flag]);
      await running.exited;
      for (const sequence of restored) expect(running.raw()).toContain(sequence);
      expect(afterScreen(running.raw())).toContain(`error: Error: ${words}`);
    });
  }

  for (const where of [[], ['--no-alt-screen']]) {
    it(`restores the terminal when drawing breaks, and says so in a sentence without a stack ${where.join('')}`, async () => {
      const running = start(['--live', '--break-rendering', ...where]);
      expect((await running.exited).exitCode).toBe(3);
      const raw = running.raw();
      for (const sequence of where.length === 0 ? restored : restored.slice(1)) expect(raw).toContain(sequence);
      expect(raw).toContain('plumbline: The screen broke, which is a defect of plumbline: Cannot read properties');
      expect(raw).not.toMatch(/^\s+at |harness\.mjs|componentStack/m);
    });
  }

  it('quits on Ctrl-C when nothing runs', async () => {
    const running = start();
    await running.waitFor(/7 Checklist/);
    running.type('\u0003');
    await running.exited;
    expect(afterScreen(running.raw())).toContain('ended: quit');
  });

  it('draws also where CI is set, which Ink takes for a pipe', async () => {
    await start([], { env: { CI: 'true' } }).waitFor(/7 Checklist/);
  });

  it('is drawn right after every one of many resizes', async () => {
    const running = start();
    await running.waitFor(/7 Checklist/);
    for (const [columns, rows, sign] of [
      [80, 24, /next: Gather/],
      [60, 16, /next: Gather/],
      [200, 60, /2 CNI[^]*3 Policies[^]*Conduct|Incident review/],
      [79, 23, /next: Gather/],
      [40, 10, /needs 60x16/],
      [120, 40, /7 Checklist/],
    ] as const) {
      running.resize(columns, rows);
      await running.waitFor((screen) => {
        const lines = screen.split('\n');
        const frame = columns < 60 || /^┌.*┐$/.test((lines[1] ?? '').slice(0, columns));
        return (
          sign.test(screen) && lines.length === rows && frame && lines.filter((line) => line[0] === '┌').length <= 1
        );
      });
    }
  });

  it('leaves the last frame on the main screen with --no-alt-screen', async () => {
    const running = start(['--no-alt-screen']);
    await running.waitFor(/7 Checklist/);
    running.type('q');
    await running.exited;
    await pause(100);
    expect(running.raw()).not.toContain('\u001b[?1049h');
    const buffer = running.terminal.buffer.active;
    const all = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true)).join(
      '\n',
    );
    expect(all).toContain('7 Checklist');
    expect(all.indexOf('ended: quit')).toBeGreaterThan(all.indexOf('7 Checklist'));
  });

  it('takes an arrow key in pieces for an arrow key', async () => {
    const running = start();
    await running.waitFor(/> {2}worker-1/);
    running.type('\u001b');
    await pause(50);
    running.type('[B');
    await running.waitFor(/> {2}worker-2/);
  });

  it('says on a terminal that cannot be suspended that it cannot', async () => {
    const running = start();
    await running.waitFor(/7 Checklist/);
    running.type('\u001a');
    await running.waitFor(/cannot be suspended/);
  });
});

describe('a terminal that stops reading', () => {
  it('does not stop the event loop, and shows the newest frame when it reads again', async () => {
    const report = join(mkdtempSync(join(tmpdir(), 'plumbline-lag-')), 'lag.json');
    const running = start(['--live'], { env: { PLUMBLINE_LOOP_LAG_FILE: report, PLUMBLINE_HARNESS_HZ: '20' } });
    await running.waitFor(/loss/);
    await pause(2000);
    running.pause();
    // Redrawing everything again and again fills every buffer on the way.
    for (let press = 0; press < 60; press += 1) {
      running.type('\u000cz');
      await pause(50);
    }
    running.resume();
    await running.waitFor(/7 Checklist|5 Latency/);
    running.type('\u0003');
    await pause(500);
    running.type('\u0003');
    await running.exited;
    const { maximumMilliseconds } = JSON.parse(readFileSync(report, 'utf8')) as { maximumMilliseconds: number };
    // A loop that waits for the terminal stands still for the whole three seconds; a loaded machine is not that.
    expect(maximumMilliseconds).toBeLessThan(1500);
  }, 40_000);
});

describeWithPrograms('a shell with job control', ['bash'], () => {
  it('gets the terminal on Ctrl-Z and gives it back on fg', async () => {
    program = startOnTerminal(['bash', '--norc', '--noprofile', '-i'], {
      columns: 120,
      rows: 40,
      env: { PS1: 'shell> ' },
    });
    const running = program;
    await running.waitFor(/shell> /);
    running.type(`${process.execPath} ${harness}\r`);
    await running.waitFor(/7 Checklist/);
    running.type('\u001a');
    await running.waitFor(/Stopped/);
    running.type('echo back in the shell\r');
    await running.waitFor(/^back in the shell/m);
    running.type('fg\r');
    await running.waitFor(/7 Checklist/);
    running.type('4');
    await running.waitFor(/\[4 Link\]/);
    running.type('q');
    await running.waitFor(/ended: quit/);
    running.type('exit\r');
    await running.exited;
  });
});
