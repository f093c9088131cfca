import { afterEach, expect, it } from 'vitest';
import { serveDemoProgram } from '../support/served-demo.ts';
import { startPlumbline } from '../support/terminal-program.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

it('a user who may not exec sees the probes in brackets, and their keys tell the missing rule', {
  timeout: 60_000,
}, async () => {
  const demo = await serveDemoProgram('--backend', 'simulate');
  endings.push(() => demo.end());
  const link = ['--from', 'shop/frontend', '--to', 'svc/shop/backend:8080'];
  const program = startPlumbline(['--kubeconfig', demo.kubeconfig, '--context', 'viewer', ...link], {
    columns: 120,
    rows: 40,
    env: demo.env as Readonly<Record<string, string>>,
  });
  endings.push(() => program.kill('SIGKILL'));
  await program.waitFor(/p \(ping\)/);
  // What the command line started may run or have failed: it is stopped first.
  program.type('x');
  program.type('b');
  await program.waitFor(/Not allowed[\s\S]*You may not run programs in pods of namespace shop/);
  await program.waitFor(/resources: \[pods\/exec\]\s*[^\n]*\n[^\n]*verbs: \[get, create\]/);
  program.type('\u001b');
  await program.waitFor((screen) => !screen.includes('Not allowed'));
  // The same key works for who may: the contexts are side by side, each answers.
  program.type('C');
  await program.waitFor((screen) => /plumbline-demo +v1\.\d+\.\d+ [\d.]+ ms/.test(screen) && /\* viewer/.test(screen));
  program.type('\r');
  await program.waitFor(/plumbline-demo · flannel/);
  expect(await program.waitFor(/ p ping/)).not.toContain('(ping)');
});
