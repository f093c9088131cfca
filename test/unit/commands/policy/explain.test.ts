import { describe, expect, it } from 'vitest';
import { runOn, shop } from './run.ts';

const explain = (from: string, to: string, options: object = {}) => runOn(shop, 'explain', { from, to, ...options });

describe('plumbline policy explain', () => {
  it('names the rule that allows, with its line, and the side that no policy governs', async () => {
    const { stdout, stderr, exitCode } = await explain('shop/frontend', 'shop/backend:8080');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`ALLOWED  pod shop/frontend to pod shop/backend, TCP 8080

Egress of pod shop/frontend: allowed
  basis     default: no policy governs this side
Ingress of pod shop/backend: allowed
  basis     policy
  rule      ingress rule 1 of NetworkPolicy shop/backend-ingress (standard
            input:42)
  walk      tier NetworkPolicy, 1 policy: allow
`);
  });

  it('names what isolates a denied flow, the nearest rule, and a change that opens it', async () => {
    const { stdout, exitCode } = await explain('shop/other', 'shop/backend', { port: '8080' });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('DENIED  pod shop/other to pod shop/backend, TCP 8080\n');
    expect(stdout).toContain('Ingress of pod shop/backend: denied by default\n');
    expect(stdout).toContain('  isolated  by NetworkPolicy shop/backend-ingress (standard input:36)\n');
    expect(stdout).toMatch(/nearest +ingress rule 1 of NetworkPolicy shop\/backend-ingress/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('label tier=web expected, pod shop/other has no label tier');
    expect(stdout).toMatch(/Smallest change \(opens .*proven by evaluating again\):\n/);
  });

  it('keeps every line within 80 columns', async () => {
    const { stdout } = await explain('shop/other', 'svc/shop/backend', { port: 'web' });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('goes through a service to the target port of each backend', async () => {
    const { stdout } = await explain('shop/frontend', 'svc/shop/backend');
    expect(stdout).toContain('ALLOWED  pod shop/frontend to service shop/backend, TCP\n');
    expect(stdout).toContain('pod shop/frontend to pod shop/backend, TCP 8080:\n');
  });

  it('knows a service by its address, and a pod by its own', async () => {
    expect((await explain('shop/frontend', '10.96.0.7', { port: '80' })).stdout).toContain(
      'to service shop/backend, TCP 80',
    );
    expect((await explain('10.1.0.1', '10.1.0.2:8080')).stdout).toContain(
      'ALLOWED  pod shop/frontend to pod shop/backend',
    );
  });

  it('resolves the name of a container port', async () => {
    expect((await explain('shop/frontend', 'shop/backend:http')).stdout).toContain('ALLOWED');
    expect(await explain('shop/frontend', 'shop/backend:metrics')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('The pod shop/backend has no TCP port named metrics.') as string,
    });
  });

  it('lists what is allowed where no port was asked for', async () => {
    const { stdout } = await explain('shop/frontend', 'shop/backend');
    expect(stdout).toContain('Without a port: TCP 8080 allowed.\n');
  });

  it('answers 1 for a denied flow only where it is asked to', async () => {
    expect((await explain('shop/other', 'shop/backend:8080', { exitCode: true })).exitCode).toBe(1);
    expect((await explain('shop/frontend', 'shop/backend:8080', { exitCode: true })).exitCode).toBe(0);
  });

  it('gives the same as a document with every rule that was asked', async () => {
    const { stdout } = await explain('shop/other', 'shop/backend:8080', { output: 'json' });
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'plumbline/v1',
      kind: 'PolicyExplanation',
      allowed: 'no',
      flows: [
        {
          ingress: {
            outcome: 'default-deny',
            basis: 'policy',
            isolatedBy: [{ kind: 'NetworkPolicy', namespace: 'shop', name: 'backend-ingress' }],
            walk: [{ policies: [{ rules: [{ matched: 'no', rule: { rule: 1, line: 42, file: '-' } }] }] }],
          },
          nearest: [{ unmet: [{ expected: 'label tier=web' }] }],
        },
      ],
    });
  });

  it('gives the changes in that document as YAML to apply', async () => {
    const { stdout } = await explain('shop/other', 'shop/backend:8080', { output: 'json' });
    const { flows } = JSON.parse(stdout) as { flows: { changes: { edits: { yaml: string }[] }[] }[] };
    expect(flows[0]?.changes[0]?.edits.map(({ yaml }) => yaml).join('\n')).toMatch(/kind: |labels/);
  });

  it('suggests names that are near, and answers 2', async () => {
    const { stderr, exitCode } = await explain('shop/frontent', 'shop/backend:8080');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'There is no pod, workload or service frontent in namespace shop. Did you mean shop/frontend?',
    );
  });

  it('judges a name outside by every address that policies tell apart', async () => {
    const answer = await explain('shop/frontend', 'example.com', { port: '443' });
    expect(answer.exitCode).toBe(0);
    expect(answer.stdout).toContain('ALLOWED  pod shop/frontend to example.com, TCP 443');
    expect(answer.stdout).toContain('Ingress of example.com: not governed by policies');
  });

  it('refuses two ports, a port of the source, a service or a host name as source, and a port of ICMP', async () => {
    for (const [from, to, options] of [
      ['shop/frontend', 'shop/backend:80', { port: '81' }],
      ['shop/frontend:80', 'shop/backend', {}],
      ['svc/shop/backend', 'shop/backend', {}],
      ['example.com', 'shop/backend', {}],
      ['shop/frontend', 'shop/backend:80', { protocol: 'ICMP' }],
    ] as const) {
      expect(await explain(from, to, options)).toMatchObject({ exitCode: 2, stdout: '' });
    }
  });

  it('cannot tell, and answers 3, where a policy may be lost in a file that is broken', async () => {
    const { stdout, stderr, exitCode } = await runOn(`${shop}---\nkind: NetworkPolicy\nspec: [\n`, 'explain', {
      from: 'shop/frontend',
      to: 'shop/backend:8080',
    });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('UNDECIDABLE  pod shop/frontend to pod shop/backend');
    expect(stderr).toContain('cannot be read as YAML');
  });

  it('shows names of a cluster without the control sequences in them', async () => {
    const hostile = shop.replace('name: backend-ingress', 'name: "backend\\x1b[2J"');
    const { stdout } = await runOn(hostile, 'explain', { from: 'shop/other', to: 'shop/backend:8080' });
    expect(stdout).not.toContain('\u001b');
  });
});
