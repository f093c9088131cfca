import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runOn, shop } from './run.ts';

describe('plumbline policy connections', () => {
  it('prints a line for each pair that may communicate', async () => {
    const { stdout, exitCode, stderr } = await runOn(shop, 'connections', {});
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toContain('shop/frontend[Pod] => shop/backend[Pod] : TCP 8080');
    expect(stdout).not.toContain('shop/other[Pod] => shop/backend[Pod]');
  });

  it('prints the same as a bare JSON list and as CSV', async () => {
    expect(JSON.parse((await runOn(shop, 'connections', { output: 'json' })).stdout)).toContainEqual({
      src: 'shop/frontend[Pod]',
      dst: 'shop/backend[Pod]',
      conn: 'TCP 8080',
    });
    expect((await runOn(shop, 'connections', { output: 'csv' })).stdout).toContain(
      'src,dst,conn\n0.0.0.0-255.255.255.255[External],shop/frontend[Pod],All Connections\n',
    );
  });

  it('says on standard error what it leaves out because it cannot be decided', async () => {
    const host = shop.replace(
      'spec: { nodeName: worker-2, containers: [{ name: main, ports',
      'spec: { hostNetwork: true, nodeName: worker-2, containers: [{ name: main, ports',
    );
    const { stderr, exitCode } = await runOn(host, 'connections', {});
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^plumbline: \d+ pairs have flows that cannot be decided and are not listed, as /);
    expect(stderr).toContain('hostNetwork');
  });

  it('lists nothing and answers 3 where a policy may be lost', async () => {
    const { stdout, exitCode, stderr } = await runOn(`${shop}---\nkind: NetworkPolicy\nspec: [\n`, 'connections', {});
    expect(stdout).toBe('');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('may decide: NetworkPolicy');
  });
});

describe('plumbline policy who-can-reach and can-reach', () => {
  it('list the workloads and outside ranges by what they may use', async () => {
    const { stdout, exitCode } = await runOn(shop, 'who-can-reach', {}, { args: ['shop/backend'] });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`The policies let these reach pod shop/backend:
  on TCP 8080
    shop/frontend[Pod]
A pod can always be reached from its own node.
`);
  });

  it('take a service for its backends, on the port that it leads to', async () => {
    const { stdout } = await runOn(shop, 'who-can-reach', {}, { args: ['svc/shop/backend'] });
    expect(stdout).toContain('The policies let these reach service shop/backend, which leads to port 8080');
    expect(stdout).toContain('    shop/frontend[Pod]\n');
  });

  it('say that nobody can', async () => {
    const { stdout } = await runOn(shop, 'who-can-reach', { port: '9999' }, { args: ['shop/backend'] });
    expect(stdout).toBe('The policies let nobody reach pod shop/backend.\n');
  });

  it('name whom an endpoint may reach, as a document with ranges of ports', async () => {
    const { stdout } = await runOn(shop, 'can-reach', { output: 'json' }, { args: ['shop/frontend'] });
    const { kind, items } = JSON.parse(stdout) as { kind: string; items: readonly object[] };
    expect(kind).toBe('CanReach');
    expect(items).toContainEqual({
      name: 'shop/backend[Pod]',
      conn: 'TCP 8080',
      conditional: '',
      undecidable: '',
      ports: { SCTP: [], TCP: [{ from: 8080, to: 8080 }], UDP: [] },
    });
  });

  it('answer 2 for a service as the beginning of a flow', async () => {
    expect((await runOn(shop, 'can-reach', {}, { args: ['svc/shop/backend'] })).exitCode).toBe(2);
  });
});

describe('plumbline policy lint', () => {
  it('finds a policy that selects nobody, says where it stands, and ends with 1 only where it is asked to', async () => {
    const text = shop.replace('matchLabels: { app: backend }', 'matchLabels: { app: bakend }');
    const { stdout, exitCode } = await runOn(text, 'lint', {});
    expect(exitCode).toBe(0);
    expect(stdout).toContain('selects-nothing: NetworkPolicy shop/backend-ingress (standard input:36)');
    expect((await runOn(text, 'lint', { exitCode: true })).exitCode).toBe(1);
    expect(JSON.parse((await runOn(text, 'lint', { output: 'json' })).stdout)).toMatchObject({
      kind: 'PolicyLint',
      items: expect.arrayContaining([expect.objectContaining({ id: 'selects-nothing', file: '-' })]) as object[],
    });
  });

  it('says that it looked at each policy by itself where not everything was read, and calls nothing whole', async () => {
    const text = shop.replace('matchLabels: { app: backend }', 'matchLabels: { app: bakend }');
    const { stdout } = await runOn(`${text}---\nkind: NetworkPolicy\nspec: [\n`, 'lint', {});
    expect(stdout).toBe(
      'Not everything was read: looked at was only what each policy says by itself.\n' +
        'Nothing is amiss with 1 policy object as far as that goes.\n',
    );
  });
});

describe('plumbline policy diff', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policy-diff-'));
    writeFileSync(join(folder, 'before.yaml'), shop);
    writeFileSync(join(folder, 'after.yaml'), shop.replace('- port: 8080', '- port: 8081'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const diff = (options: Readonly<Record<string, unknown>> = {}, after = 'after.yaml') =>
    runOn('', 'diff', options, { args: [join(folder, 'before.yaml'), join(folder, after)] });

  it('prints what changed, as text, as CSV and as a document', async () => {
    const text = await diff();
    expect(text).toMatchObject({ exitCode: 0, stderr: '' });
    expect(text.stdout).toBe(
      'Connectivity diff:\ndiff-type: changed, source: shop/frontend[Pod], destination: shop/backend[Pod], ref1: TCP 8080, ref2: TCP 8081\n',
    );
    expect((await diff({ output: 'csv' })).stdout).toBe(
      'diff-type,source,destination,ref1,ref2,workloads-diff-info\nchanged,shop/frontend[Pod],shop/backend[Pod],TCP 8080,TCP 8081,\n',
    );
    expect(JSON.parse((await diff({ output: 'json' })).stdout)).toMatchObject({
      kind: 'PolicyDifference',
      items: [{ type: 'changed', ref1: 'TCP 8080', ref2: 'TCP 8081' }],
    });
  });

  it('prints nothing where nothing changed, and ends with 1 for a change only where it is asked to', async () => {
    expect(await diff({ exitCode: true }, 'before.yaml')).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await diff({ exitCode: true })).exitCode).toBe(1);
  });

  it('answers 2 for a path that is not there', async () => {
    expect((await diff({}, 'nowhere.yaml')).exitCode).toBe(2);
  });
});
