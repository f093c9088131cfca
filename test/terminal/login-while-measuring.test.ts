import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { pluginUser, printToken, writePlugin } from '../support/guarded-cluster.ts';
import { testFolder } from '../support/kubeconfig-file.ts';
import { serveDemoProgram } from '../support/served-demo.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startPlumbline, type TerminalProgram } from '../support/terminal-program.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Config {
  readonly users: { readonly name: string; user: { readonly token?: string; readonly exec?: unknown } }[];
}

/** So many pings were sent, as the link's pane says. */
function pings(program: TerminalProgram): number {
  return Number(/ping \d+\/(\d+) lost/.exec(program.screen())?.[1] ?? 0);
}

describe('a log-in in the middle of the work', () => {
  it('waits for the operator, and while it has the terminal the ping goes on', { timeout: 90_000 }, async () => {
    const demo = await serveDemoProgram('--backend', 'simulate');
    endings.push(() => demo.end());
    const folder = await testFolder();
    endings.push(() => folder.remove());
    const config = parse(readFileSync(demo.kubeconfig, 'utf8')) as Config;
    const [user] = config.users;
    if (user?.user.token === undefined) throw new Error('the demo has no administrator');
    // The first log-in's credentials are asked for anew soon. The next ones last.
    const soon = new Date(Date.now() + 25_000).toISOString();
    const long = new Date(Date.now() + 3_600_000).toISOString();
    const { token } = user.user;
    const plugin = await writePlugin(
      folder,
      `printf "Code: " >&2\nread -r code\n[ "$code" = again ] && { ${printToken(token, long)}; exit; }\n${printToken(token, soon)}`,
    );
    user.user = pluginUser(plugin, 'Always');
    const kubeconfig = `${folder.path}/kubeconfig`;
    writeFileSync(kubeconfig, stringify(config), { mode: 0o600 });
    const program = startPlumbline(
      ['--kubeconfig', kubeconfig, '--from', 'shop/frontend', '--to', 'svc/shop/backend:8080'],
      { columns: 120, rows: 40, env: demo.env as Readonly<Record<string, string>> },
    );
    endings.push(() => program.kill('SIGKILL'));
    await program.waitFor(/Code:/);
    program.type('first\r');
    await program.waitFor(() => pings(program) > 2, 30_000);

    await program.waitFor(/L shows the log-in that waits/, 40_000);
    expect(program.screen()).not.toContain('Log in to');
    program.type('L');
    await program.waitFor(/Enter lend the terminal/);
    program.type('\r');
    // What the first log-in asked stands on the main screen still.
    await waitUntil('it asks again', () => program.raw().endsWith('Code: '));
    const written = program.raw().length;
    const before = pings(program);
    // Nothing of the screen is drawn over what has the terminal.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(program.raw().slice(written)).toBe('');
    program.type('again\r');
    await program.waitFor((screen) => /ping \d+\/\d+ lost/.test(screen) && !screen.includes('L shows the log-in'));
    expect(pings(program)).toBeGreaterThan(before + 2);
    program.type('qy');
    expect((await program.exited).exitCode).toBe(0);
  });
});
