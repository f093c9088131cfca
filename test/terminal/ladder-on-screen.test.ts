import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { type LadderDemo, startLadderDemo } from '../lab/support/ladder-demo.ts';
import { startPlumbline, type TerminalProgram } from '../support/terminal-program.ts';
import { writeUnreachableNodes } from '../support/unreachable-nodes.ts';
import { waitUntil } from '../support/wait-until.ts';

/* The built program on a pseudo-terminal, from a distroless pod: asked, measured, named, ended. */

let demo: LadderDemo;
let folder: string;
let program: TerminalProgram;

beforeEach(async () => {
  demo = await startLadderDemo(createSimulation());
  folder = mkdtempSync(join(tmpdir(), 'plumbline-ladder-'));
  writeUnreachableNodes(folder);
});
afterEach(async () => {
  program.kill('SIGKILL');
  await demo.end();
  rmSync(folder, { recursive: true, force: true });
});

function start(...more: string[]): TerminalProgram {
  const env = { XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: folder, XDG_RUNTIME_DIR: folder };
  const link = ['--from', `shop/${demo.catalog}`, '--to', 'deploy/shop/frontend:8080'];
  const cluster = ['--kubeconfig', demo.demo.kubeconfig, ...more];
  program = startPlumbline([...cluster, ...link], { columns: 80, rows: 24, env });
  return program;
}

/** What the record tells of helpers, as 'TYPE state'. */
function recorded(): readonly string[] {
  const clusters = join(folder, 'state', 'plumbline', 'clusters');
  const cluster = readdirSync(clusters).find((name) => name !== 'not-known-yet') ?? '';
  return readFileSync(join(clusters, cluster, 'record.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => String(type).startsWith('helper/'))
    .map(({ type, data }) => `${type} ${data.state}`);
}

/** The screen's words in one line, whatever is wrapped where. */
const flat = (text: string): string => text.replaceAll(/[\s│]+/g, ' ');

/** Waits for words that may be wrapped. */
const says = (words: RegExp): Promise<string> => program.waitFor((text) => words.test(flat(text))).then(flat);

/** Says yes once the question has stood for a moment: a key that comes with it is no answer. */
async function agree(): Promise<void> {
  await program.waitFor(/Make a helper\?/);
  await pause(1000);
  program.type('y');
}

async function leave(): Promise<void> {
  program.type('q');
  await program.waitFor(/Stop and quit\?/);
  program.type('y');
  expect((await program.exited).exitCode).toBe(0);
}

describe('a distroless source on the screen', () => {
  it('is measured from a debug container once the operator agreed; it ends with the screen, and the record tells of it', async () => {
    start('--mode', 'probe');
    const question = await says(/What stays: its entry in the pod cannot be removed/);
    expect(question).toContain('A debug (ephemeral) container plumbline-debug-');
    expect(await demo.debugContainers()).toEqual([]);
    await agree();
    const screen = await says(/is open.* sent, 0\.0 % lost/);
    expect(screen).toMatch(/runs in debug container plumbline-debug-\w{6}/);
    program.type('H');
    await program.waitFor(/running +debug container plumbline-debug-\w{6}/);
    program.type('\u001b');
    await program.waitFor((text) => !text.includes('Helpers made in this session'));
    await leave();
    await waitUntil('the helper has ended', async () => (await demo.debugContainersRunning()).length === 0);
    expect(program.raw()).toMatch(
      /Debug container plumbline-debug-\w{6} in pod shop\/\S+: ended, its entry stays in the pod/,
    );
    expect(recorded()).toEqual(['helper/made starting', 'helper/changed running', 'helper/changed ended']);
  });

  it('is measured from a probe pod with the warning that it is not the pod; it is removed with the screen', async () => {
    start('--mode', 'probe', '--context', 'no-debug');
    await says(/NetworkPolicies judge it by its own labels/);
    await agree();
    const screen = await says(/is open.* sent, 0\.0 % lost/);
    expect(screen).toMatch(/runs in probe pod plumbline-probe-\w{6}: its labels and policies are not/);
    await leave();
    await waitUntil('the pod is gone', async () => (await demo.probePods()).length === 0);
  });

  it('declined, is said not to be tested, and nothing is made', async () => {
    start('--mode', 'probe');
    await program.waitFor(/Make a helper\?/);
    program.type('n');
    await says(/you chose to make no helper/);
    expect(await demo.debugContainers()).toEqual([]);
    await leave();
  });

  it('in observe mode names the mode in which it could be measured, and asks nothing', async () => {
    start();
    const screen = await says(/--mode probe/);
    expect(screen).not.toContain('Make a helper?');
    await leave();
  });
});
