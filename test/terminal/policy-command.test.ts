import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPlumbline } from '../support/run-plumbline.ts';
import { serveDemoProgram, type ServedDemo } from '../support/served-demo.ts';
import { shop } from '../unit/commands/policy/run.ts';

describe('plumbline policy, as a program', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'policy-command-'));
    writeFileSync(join(folder, 'shop.yaml'), shop);
    writeFileSync(
      join(folder, 'flows.json'),
      JSON.stringify([{ from: 'shop/frontend', to: 'shop/backend', port: 8080 }]),
    );
    writeFileSync(join(folder, 'bad.json'), '[{"from":"shop/frontend","to":"shop/backend","port":0}]');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (args: readonly string[], input?: string) =>
    runPlumbline(['policy', ...args], { XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder }, input).end;

  it('reads manifests of a folder', async () => {
    const { stdout, stderr, exitCode } = await run(['connections', '--manifests', folder]);
    expect(stdout.split('\n')).toContain('shop/frontend[Pod] => shop/backend[Pod] : TCP 8080');
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'plumbline: ' +
        join(folder, 'bad.json') +
        ':1 holds no Kubernetes object.\nplumbline: ' +
        join(folder, 'flows.json') +
        ':1 holds no Kubernetes object.\n',
    );
  });

  it('reads manifests on standard input, as kubectl get -o yaml is piped to it', async () => {
    const { stdout, exitCode } = await run(
      ['explain', '--from', 'shop/other', '--to', 'shop/backend:8080', '--manifests', '-', '--exit-code'],
      shop,
    );
    expect(stdout).toMatch(/^DENIED {2}pod shop\/other to pod shop\/backend, TCP 8080\n/);
    expect(exitCode).toBe(1);
  });

  it('judges a file of flows, and names the entry and field of a bad one', async () => {
    const source = ['--manifests', join(folder, 'shop.yaml'), '-o', 'json'];
    const good = await run(['verdict', '--probes', join(folder, 'flows.json'), ...source]);
    expect(JSON.parse(good.stdout)).toMatchObject({
      kind: 'PolicyVerdicts',
      items: [{ allowed: true, ingress: 'allow' }],
    });
    const bad = await run(['verdict', '--probes', join(folder, 'bad.json'), ...source]);
    expect(bad.exitCode).toBe(2);
    expect(bad.stderr).toContain('entry 0, field port: must be a number from 1 to 65535');
  });

  it('answers 2 and says so for options that it does not know, and for too few arguments', async () => {
    expect((await run(['connections', '-o', 'dot'])).exitCode).toBe(2);
    expect((await run(['diff', folder])).exitCode).toBe(2);
    expect((await run(['who-can-reach'])).exitCode).toBe(2);
  });

  it('writes all of a long list before it ends', async () => {
    const many = Array.from(
      { length: 60 },
      (_, index) => `---\napiVersion: v1\nkind: Pod\nmetadata: { name: pod-${index} }\nspec: {}\n`,
    );
    const { exitCode, stdout } = await run(['connections', '--manifests', '-'], many.join(''));
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toHaveLength(60 * 59 + 2 * 60 + 1);
  });
});

describe('plumbline policy on a cluster', () => {
  let demo: ServedDemo;
  beforeAll(async () => {
    demo = await serveDemoProgram('--backend', 'simulate');
  }, 60_000);
  afterAll(async () => {
    await demo.end();
  }, 60_000);
  const policy = (...args: string[]) => demo.run('policy', ...args, '--kubeconfig', demo.kubeconfig);

  it('explains a flow through a service, with the rule that decides', async () => {
    const { stdout, exitCode } = await policy('explain', '--from', 'shop/frontend', '--to', 'svc/shop/backend');
    expect(stdout).toContain('ALLOWED  Deployment shop/frontend to service shop/backend, TCP\n');
    expect(stdout).toContain('ingress rule 1 of NetworkPolicy shop/backend-ingress');
    expect(exitCode).toBe(0);
  });

  it('denies a flow that the policies of the demo deny, and proposes a change', async () => {
    const { stdout } = await policy('explain', '--from', 'monitoring/grafana', '--to', 'shop/backend:8080');
    expect(stdout).toContain('DENIED  Deployment monitoring/grafana to Deployment shop/backend, TCP 8080\n');
    expect(stdout).toContain('Smallest change (');
  });

  it('lists connections by workload', async () => {
    const { stdout } = await policy('connections');
    expect(stdout).toMatch(/^shop\/frontend\[Deployment\] => shop\/backend\[Deployment\] : /m);
    expect(stdout).not.toContain('monitoring/grafana[Deployment] => shop/backend[Deployment] : All');
  });

  it('lists who can reach a service', async () => {
    const { stdout } = await policy('who-can-reach', 'svc/shop/backend');
    expect(stdout).toContain('    shop/frontend[Deployment]\n');
  });
});
