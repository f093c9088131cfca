import { afterEach, describe, expect, it } from 'vitest';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { startApiServer } from '../support/api-server.ts';
import { type ArrangedInput, badInputs, cleanHome } from '../support/bad-inputs.ts';
import { brokenTools } from '../support/broken-tools.ts';
import { DemoHttp, itemNames } from '../support/demo-http.ts';
import { kubeconfigText, testFolder } from '../support/kubeconfig-file.ts';
import { LocalBackend } from '../support/local-backend.ts';
import { serveDemo } from '../support/local-demo.ts';
import { startPlumbline, type TerminalProgram } from '../support/terminal-program.ts';
import { TestCluster } from '../support/test-cluster.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const small = { columns: 80, rows: 24 } as const;

/** The screen as running text: frames gone, lines joined, so that a sentence can be found wherever it was wrapped. */
function runningText(screen: string): string {
  return screen.replace(/[│┌┐└┘├┤─]/g, ' ').replace(/\s+/g, ' ');
}

function says(words: readonly RegExp[]): (screen: string) => boolean {
  return (screen) => words.every((one) => one.test(runningText(screen)));
}

/** q leaves: exit code 0, the main screen and the cursor are back, and nothing that looks like a crash was written. */
async function leavesCleanly(program: TerminalProgram): Promise<void> {
  program.type('q');
  const { exitCode, signal } = await program.exited;
  expect([exitCode, signal]).toEqual([0, 0]);
  const raw = program.raw();
  expect(raw).not.toMatch(/^\s+at\s\S/m);
  expect(raw.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(raw.lastIndexOf('\u001b[?1049h'));
  expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
  expect(raw).not.toContain('\u001b]0;owned');
}

describe('the screen, 80 by 24, shows the whole sentence, stays usable and leaves with q when', () => {
  it.concurrent.each(badInputs)('$title', { timeout: 40_000 }, async (bad) => {
    const input: ArrangedInput = await bad.arrange();
    const program = startPlumbline(input.args, { ...small, env: input.env });
    try {
      await program.waitFor(says(bad.says), 25_000);
      await program.waitFor(/NOT CONNECTED|connecting|ALL DENIED/);
      await leavesCleanly(program);
    } finally {
      program.kill('SIGKILL');
      await input.close();
    }
  });
});

describe('what is wrong', () => {
  it('opens whole with one key, however long the server talks', async () => {
    const long = `${'the identity provider of the whole company is away until further notice; '.repeat(20)}ask Ann`;
    const server = await startApiServer({ behaviour: (_, respond) => respond.writeHead(401).end(long) });
    const { folder, env } = await cleanHome();
    endings.push(
      () => folder.remove(),
      () => server.close(),
    );
    const file = await folder.write('kubeconfig', kubeconfigText({ server: server.url }));
    const program = startPlumbline(['--kubeconfig', file], { ...small, env });
    endings.push(async () => program.kill('SIGKILL'));
    await program.waitFor(/\(! shows all\)/);
    program.type('!');
    await program.waitFor(/What is wrong/);
    program.type('G');
    await program.waitFor(says([/ask Ann/, /log in again, or get a new kubeconfig/]));
    program.type('\u001b');
    await program.waitFor((screen) => !screen.includes('What is wrong'));
    await leavesCleanly(program);
  });

  it('goes away by itself once the server behaves', async () => {
    const cluster = new TestCluster();
    cluster.put('nodes', { metadata: { name: 'worker-1', uid: 'n1' } });
    const server = await startApiServer({ behaviour: (_, respond) => respond.socket?.destroy() });
    const { folder, env } = await cleanHome();
    endings.push(
      () => folder.remove(),
      () => server.close(),
    );
    const file = await folder.write('kubeconfig', kubeconfigText({ server: server.url }));
    const program = startPlumbline(['--kubeconfig', file], { ...small, env });
    endings.push(async () => program.kill('SIGKILL'));
    await program.waitFor(/broke the connection/);
    server.behave(cluster.behaviour);
    await program.waitFor((screen) => screen.includes('worker-1') && !screen.includes('broke the connection'));
    await leavesCleanly(program);
  });
});

describe('a link of the command line', () => {
  it('whose pod does not exist is told on the screen, with names that are near', async () => {
    const { folder, env } = await cleanHome();
    const demo = await serveDemo(createSimulation());
    endings.push(
      () => folder.remove(),
      () => demo.stop(),
    );
    const link = ['--from', 'shop/frontent', '--to', 'shop/backend:8080', '--kubeconfig', demo.kubeconfig];
    const program = startPlumbline(link, { ...small, env });
    endings.push(async () => program.kill('SIGKILL'));
    await program.waitFor(
      says([/There is no pod, workload or service frontent in namespace shop\. Did you mean shop\/frontend/]),
    );
    program.type('\u001b');
    await program.waitFor((screen) => !screen.includes('frontent'));
    await leavesCleanly(program);
  });
});

/** A program on its own terminal, measuring from one pod of the demo's front end to the back end. */
async function measuring(backend: LocalBackend | ReturnType<typeof createSimulation>) {
  const { folder, env } = await cleanHome();
  const demo = await serveDemo(backend);
  const http = new DemoHttp(demo.api);
  endings.push(
    () => folder.remove(),
    () => demo.stop(),
    () => http.close(),
  );
  const pods = itemNames((await http.get('/api/v1/namespaces/shop/pods')).body);
  const pod = pods.find((name) => name.startsWith('frontend')) ?? expect.fail('the demo has no front end');
  const link = ['--from', `shop/${pod}`, '--to', 'shop/backend:8080', '--kubeconfig', demo.kubeconfig];
  const program = startPlumbline(link, { ...small, env });
  endings.push(async () => program.kill('SIGKILL'));
  return { program, http, pod };
}

/** q asks while something runs; y means it. */
async function stopsAndLeaves(program: TerminalProgram): Promise<void> {
  program.type('q');
  await program.waitFor(/Stop and quit\?/);
  program.type('y');
  expect((await program.exited).exitCode).toBe(0);
  expect(program.raw()).not.toMatch(/^\s+at\s\S/m);
}

describe('while a link is measured,', () => {
  it.each(['pod', 'namespace'])('the deletion of its %s is told, and what was measured stays', async (what) => {
    const { program, http, pod } = await measuring(createSimulation());
    await program.waitFor(/measured +OPEN .*ping 0\/\d+ lost/);
    await http.send('DELETE', `/api/v1/namespaces/shop${what === 'pod' ? `/pods/${pod}` : ''}`);
    await program.waitFor(says([new RegExp(`SOURCE UNUSABLE pod shop/${pod} was deleted`)]), 10_000);
    program.type('5');
    await program.waitFor(/loss 0\.0 % \(0\/\d+\)/);
    await stopsAndLeaves(program);
  });

  it('10 MB of garbage a second from ping is told, and keys are still answered', async () => {
    const programs = await testFolder();
    endings.push(() => programs.remove());
    const [flood] = brokenTools;
    for (const [name, script] of Object.entries(flood?.scripts ?? {})) await programs.write(name, script, 0o755);
    const { program } = await measuring(new LocalBackend(programs.path));
    program.type('5');
    await program.waitFor(says([/ping in container web in pod shop\/\S+ wrote more than \d+ lines/]));
    program.type('7');
    await program.waitFor(/\[7 Checklist\]/);
    await stopsAndLeaves(program);
  });
});
