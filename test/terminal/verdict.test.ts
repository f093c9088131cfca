import { afterEach, expect, it } from 'vitest';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { DemoHttp, itemNames } from '../support/demo-http.ts';
import { serveDemo } from '../support/local-demo.ts';
import { startPlumbline, type TerminalProgram } from '../support/terminal-program.ts';
import { cleanHome } from '../support/bad-inputs.ts';

/*
 * The guide's "network policy not working" as an operator meets it: what the policies declare beside what the wire did, which
 * rule decides on each side, what is nearest to allowing it and what would change it. All on 80x24, by keyboard.
 */

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function measuring(): Promise<{
  readonly program: TerminalProgram;
  readonly http: DemoHttp;
  readonly pod: string;
}> {
  const { folder, env } = await cleanHome();
  const demo = await serveDemo(createSimulation());
  const http = new DemoHttp(demo.api);
  endings.push(
    () => folder.remove(),
    () => demo.stop(),
    () => http.close(),
  );
  const pods = itemNames((await http.get('/api/v1/namespaces/shop/pods')).body);
  const pod = pods.find((name) => name.startsWith('frontend')) ?? expect.fail('the demo has no front end');
  const link = ['--from', `shop/${pod}`, '--to', 'shop/backend:8080', '--kubeconfig', demo.kubeconfig];
  const program = startPlumbline(link, { columns: 80, rows: 24, env });
  endings.push(async () => program.kill('SIGKILL'));
  return { program, http, pod };
}

it('reads which rule decides on each side, then the near miss and the smallest change of a broken label', {
  timeout: 90_000,
}, async () => {
  const { program, http, pod } = await measuring();
  await program.waitFor(/declared {2}ALLOW {2}out: no policy · in: shop\/backend-ingress#1/);
  await program.waitFor(/together {2}MATCH Allowed, and it gets through\./);

  program.type('V');
  await program.waitFor(
    /ALLOWED[^]*Egress of[^]*no policy governs this side[^]*Ingress of[^]*rule {6}ingress rule 1 of NetworkPolicy shop\/backend-ingress/,
  );
  program.type('\u001b');
  await program.waitFor((screen) => !screen.includes('Egress of'));

  await http.patch(`/api/v1/namespaces/shop/pods/${pod}`, 'merge', { metadata: { labels: { app: 'frontnd' } } });
  await program.waitFor(
    /declared {2}DENY {2}out: no policy · in: no rule allows it, isolated by[^]*shop\/backend-ingress/,
  );
  await program.waitFor(/together {2}MATCH The policies deny it, and it is dropped\./, 30_000);

  program.type('V');
  await program.waitFor(/isolated {2}by NetworkPolicy shop\/backend-ingress/);
  await program.waitFor(/label app=frontend expected, pod shop\/frontend-\S+[\s│]+has app=frontnd/);
  program.type(' ');
  await program.waitFor(/Smallest change[^]*apiVersion: networking\.k8s\.io\/v1/);
});

it('shows who may reach whom: namespaces, then workloads, then the verdict of a cell', {
  timeout: 90_000,
}, async () => {
  const { program } = await measuring();
  await program.waitFor(/declared {2}ALLOW/);
  program.type('M');
  await program.waitFor(/Who may reach whom: namespaces, TCP 8080[^]*> kube-flannel[^]*shop/);
  program.type('G');
  await program.waitFor(/> shop /);
  program.type('llll');
  await program.waitFor(/to 5 shop/);
  program.type('\r');
  await program.waitFor(/Who may reach whom: shop → shop[^]*> backend \(Deployment\)/);
  program.type('\r');
  await program.waitFor(/Verdict: deploy shop\/backend → deploy shop\/backend[^]*(ALLOWED|DENIED|MIXED)/);
  program.type('\u001b');
  await program.waitFor(/Who may reach whom/);
});
