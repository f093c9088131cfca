import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startOnTerminal, type TerminalOptions, type TerminalProgram } from '../support/terminal-program.ts';
import { buildHarness } from '../ui/support/build-harness.ts';

let harness = '';
let program: TerminalProgram | undefined;

beforeAll(async () => {
  harness = await buildHarness();
});
afterEach(() => {
  program?.kill('SIGKILL');
  program = undefined;
});

function start(argv: readonly string[], options: Partial<TerminalOptions> = {}): TerminalProgram {
  program = startOnTerminal(argv, { columns: 120, rows: 40, ...options });
  return program;
}

/** A slow link takes its time, on a busy machine more of it. */
const patience = 90_000;

describe('the screen behind a link of 2 KB/s', { timeout: patience }, () => {
  it('says that the link is slow, and follows every key', async () => {
    const running = start([process.execPath, harness, '--live'], {
      bytesPerSecond: 2000,
      env: { PLUMBLINE_HARNESS_HZ: '10' },
    });
    await running.waitFor(/slow link/, 60_000);
    await running.waitFor(/> {2}worker-1/);
    running.type('1j');
    await running.waitFor(/> {2}worker-2/);
    running.type('k');
    await running.waitFor(/> {2}worker-1/);
    running.type('?');
    await running.waitFor(/Keys/);
  });

  it('leaves no answer behind for whoever reads the keyboard next', async () => {
    const script = '"$0" "$1"; echo next program; dd bs=1 count=5 2>/dev/null | od -c';
    const running = start(['sh', '-c', script, process.execPath, harness], {
      bytesPerSecond: 4000,
    });
    await running.waitFor(/7 Checklist/, 60_000);
    // A whole new screen, and gone before it has arrived.
    running.type('z');
    running.type('q');
    await running.waitFor(/next program/, 60_000);
    running.type('mine\r');
    await running.waitFor(/m +i +n +e +\\n/, 60_000);
  });
});

describe('a terminal that answers no question', { timeout: patience }, () => {
  it('is drawn on all the same, and never called slow', async () => {
    const running = start([process.execPath, harness, '--live'], {
      answers: false,
      env: { PLUMBLINE_HARNESS_HZ: '10' },
    });
    await running.waitFor(/0\/1\d\d\)/, 60_000);
    expect(running.screen()).not.toContain('slow link');
    expect(running.raw().split('\u001b[5n').length - 1).toBeLessThanOrEqual(3);
  });
});
