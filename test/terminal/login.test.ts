import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificate } from '../support/api-server.ts';
import { cleanHome } from '../support/bad-inputs.ts';
import {
  type GuardedCluster,
  pluginUser,
  printToken,
  startGuardedCluster,
  writeKubeconfig,
  writePlugin,
} from '../support/guarded-cluster.ts';
import { isRunning } from '../support/is-running.ts';
import type { TestFolder } from '../support/kubeconfig-file.ts';
import { runPlumbline } from '../support/run-plumbline.ts';
import { startPlumbline, type TerminalProgram } from '../support/terminal-program.ts';
import { waitUntil } from '../support/wait-until.ts';

const size = { columns: 100, rows: 30 } as const;
const endings: (() => unknown)[] = [];
let folder: TestFolder;
let env: Readonly<Record<string, string>>;
let guarded: GuardedCluster;

beforeEach(async () => {
  ({ folder, env } = await cleanHome());
  guarded = await startGuardedCluster('secret-7');
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await guarded.server.close();
  await folder.remove();
});

/** Starts plumbline on a kubeconfig with this user. */
async function start(user: Readonly<Record<string, unknown>>, ...args: readonly string[]): Promise<TerminalProgram> {
  const kubeconfig = await writeKubeconfig(folder, { server: guarded.server.url, user });
  const program = startPlumbline([...args, '--kubeconfig', kubeconfig], { ...size, env });
  endings.push(() => program.kill('SIGKILL'));
  return program;
}

/** The program is on the alternate screen: the last switch went there. */
function onScreen(program: TerminalProgram): boolean {
  const raw = program.raw();
  return raw.lastIndexOf('\u001b[?1049h') > raw.lastIndexOf('\u001b[?1049l');
}

const runs = (): number => readFileSync(`${folder.path}/runs`, 'utf8').split('\n').length - 1;
const running = (screen: string): string => screen.replace(/[│┌┐└┘├┤─]/g, ' ').replace(/\s+/g, ' ');
const prompting = 'printf "Code from your telephone: " >&2\nIFS= read -r code\n';

/** Esc puts off the log-in that is offered. */
async function later(program: TerminalProgram): Promise<void> {
  await program.waitFor(/Log in to night/);
  program.type('\u001b');
  await program.waitFor((screen) => !screen.includes('Log in to night'));
}

/** q leaves with the terminal as it was. */
async function leaves(program: TerminalProgram): Promise<void> {
  program.type('q');
  expect(await program.exited).toEqual({ exitCode: 0, signal: 0 });
  expect(onScreen(program)).toBe(false);
}

describe('a credential plugin that prompts', () => {
  it('has the terminal at the start, and then the screen is there', async () => {
    const plugin = await writePlugin(
      folder,
      `[ -t 0 ] && [ -t 2 ] || exit 9\n${prompting}${printToken('secret-$code')}`,
    );
    const program = await start(pluginUser(plugin, 'Always'));
    await program.waitFor(/Code from your telephone:/);
    expect(onScreen(program)).toBe(false);
    expect(program.screen()).toContain(`The credential plugin ${plugin}`);
    // The terminal's own line editing works, and no key of it means anything to the screen.
    program.type('q8\u007f\u007f7\r');
    await program.waitFor(/worker-1/);
    expect(onScreen(program)).toBe(true);
    expect(runs()).toBe(1);
    await leaves(program);
  });

  it('is asked about when it can do without a terminal and failed so', async () => {
    const plugin = await writePlugin(
      folder,
      `[ -t 0 ] || { echo "no session, log in first" >&2; exit 3; }\n${prompting}${printToken('secret-$code')}`,
    );
    const program = await start(pluginUser(plugin, 'IfAvailable'));
    await program.waitFor(
      (screen) => /Log in to night/.test(screen) && /no session, log in first/.test(running(screen)),
    );
    expect(onScreen(program)).toBe(true);
    program.type('\r');
    await program.waitFor(/Code from your telephone:/);
    program.type('7\r');
    await program.waitFor(/worker-1/);
    await program.waitFor((screen) => !screen.includes('Log in to night'));
    await leaves(program);
  });

  it('never gets it when its mode is Never', async () => {
    const plugin = await writePlugin(
      folder,
      `[ -t 0 ] && exit 0\n[ -t 2 ] && exit 0\n(: < /dev/tty) 2>/dev/null && exit 0\necho "no terminal" >&2\nexit 4`,
    );
    const program = await start(pluginUser(plugin, 'Never'));
    await program.waitFor((screen) => /failed \(exit code 4\)\. The answer: no terminal\./.test(running(screen)));
    program.type('L');
    await program.waitFor(/nothing waits for a log-in/);
    await leaves(program);
  });

  it('has the terminal of a headless command at once', async () => {
    const plugin = await writePlugin(folder, `${prompting}${printToken('secret-$code')}`);
    const program = await start(pluginUser(plugin, 'IfAvailable'), 'doctor');
    await program.waitFor(/Code from your telephone:/);
    program.type('7\r');
    await program.exited;
    expect(program.raw()).toMatch(/answers +yes, v1\.35\.0/);
  });
});

describe('a credential plugin that hangs', () => {
  it('is given up with Ctrl-C, with its children, and the screen says so', async () => {
    const plugin = await writePlugin(
      folder,
      `trap '' INT\nsleep 1000 &\necho $$ $! > "${folder.path}/pids"\necho 'hold the line' >&2\nwait`,
    );
    const program = await start(pluginUser(plugin, 'Always'));
    await program.waitFor(/hold the line/);
    const pids = readFileSync(`${folder.path}/pids`, 'utf8').trim().split(' ').map(Number);
    program.type('\u0003');
    await program.waitFor((screen) => /was given up\./.test(running(screen)));
    expect(onScreen(program)).toBe(true);
    await waitUntil('both ended', () => !pids.some(isRunning));
    // What was given up is not started again by itself.
    expect(runs()).toBe(1);
    await later(program);
    await program.waitFor(/L shows the log-in that waits/);
    program.type('L');
    await program.waitFor(/Log in to night/);
    program.type('\r');
    // What the first run said stands on the main screen still.
    await waitUntil('it runs again', () => runs() === 2 && !onScreen(program));
    await waitUntil('its children run', () => readFileSync(`${folder.path}/pids`, 'utf8').trim() !== pids.join(' '));
    program.kill('SIGTERM');
    await program.exited;
    const again = readFileSync(`${folder.path}/pids`, 'utf8').trim().split(' ').map(Number);
    await waitUntil('nothing is left', () => !again.some(isRunning));
  });

  it('without the terminal says what it waits for, and is given up by key', async () => {
    const plugin = await writePlugin(
      folder,
      'echo "open https://login.example and enter \u001b[31mABC-DEF" >&2\nsleep 1000',
    );
    const program = await start(pluginUser(plugin, 'IfAvailable'));
    await program.waitFor((screen) =>
      /has not answered yet\. It says: open https:\/\/login\.example and enter ABC-DEF/.test(running(screen)),
    );
    program.type('L');
    await program.waitFor(/It has run for/);
    program.type('x');
    await program.waitFor((screen) => /was given up\./.test(running(screen)));
    await later(program);
    await leaves(program);
  });
});

describe('a credential plugin that fails', () => {
  it('leaves its own words on the terminal until a key is pressed, then the screen says how it ended', async () => {
    const plugin = await writePlugin(folder, 'echo "SSO session expired, run aws sso login" >&2\nexit 3');
    const program = await start(pluginUser(plugin, 'Always'));
    await program.waitFor(/it failed \(exit code 3\)\. Any key returns/);
    expect(program.screen()).toContain('SSO session expired, run aws sso login');
    program.type(' ');
    await program.waitFor((screen) => onScreen(program) && /failed \(exit code 3\)\./.test(running(screen)));
    await later(program);
    await leaves(program);
  });

  it('that is not installed is named with its install hint', async () => {
    const program = await start(pluginUser('no-such-plugin', 'IfAvailable', { installHint: 'brew install it' }));
    await program.waitFor((screen) =>
      /no-such-plugin of user night is not installed here\. brew install it/.test(running(screen)),
    );
    await leaves(program);
  });
});

describe('an encrypted client key', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const encrypted = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'öpen sesame',
  });
  const user = () => ({
    token: 'secret-7',
    'client-certificate-data': certificate('client.crt').toString('base64'),
    'client-key-data': Buffer.from(encrypted.toString()).toString('base64'),
  });

  it('asks for its passphrase without echo, again when it is wrong, and says so when none is given', async () => {
    const program = await start(user());
    await program.waitFor(/The client key of user night is encrypted\.[\s\S]*Passphrase:/);
    program.type('wrong\r');
    await program.waitFor(/That passphrase does not open the client key of user night/);
    expect(program.raw()).not.toContain('wrong');
    program.type('\u0003');
    await program.waitFor((screen) => /cannot be used: no passphrase was given/.test(running(screen)));
    expect(onScreen(program)).toBe(true);
    await later(program);
    await leaves(program);
  });
});

describe('without a terminal', () => {
  it('a headless command says that the plugin wants one', async () => {
    const plugin = await writePlugin(folder, printToken('secret-7'));
    const kubeconfig = await writeKubeconfig(folder, {
      server: guarded.server.url,
      user: pluginUser(plugin, 'Always'),
    });
    const { stdout } = await runPlumbline(['doctor', '--kubeconfig', kubeconfig], env).end;
    expect(stdout).toContain(`The credential plugin ${plugin} of user night wants a terminal, and there is none here.`);
    expect(stdout).toContain('Run plumbline at a terminal (ssh -t)');
  });
});
