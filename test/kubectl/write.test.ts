import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithKubectl, kubectl, type KubectlResult } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

describeWithKubectl('kubectl changes the demo', () => {
  let demo: LocalDemo;
  beforeAll(async () => {
    demo = await startLocalDemo();
  });
  afterAll(() => demo.stop());

  const run = (args: string[], input?: string): Promise<KubectlResult> => kubectl(demo.kubeconfig, args, input);

  /** stdout of a command that must succeed. */
  async function ok(args: string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await run(args, input);
    expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
    return stdout;
  }

  const label = (key: string): Promise<string> =>
    ok(['get', 'pod', 'redis-0', '-o', `jsonpath={.metadata.labels.${key}}`]);

  it('patches in three types', async () => {
    await ok(['patch', 'pod', 'redis-0', '--type=strategic', '-p', '{"metadata":{"labels":{"strategic":"yes"}}}']);
    await ok(['patch', 'pod', 'redis-0', '--type=merge', '-p', '{"metadata":{"labels":{"merge":"yes"}}}']);
    await ok([
      'patch',
      'pod',
      'redis-0',
      '--type=json',
      '-p',
      '[{"op":"add","path":"/metadata/labels/json","value":"yes"}]',
    ]);
    expect(await Promise.all(['strategic', 'merge', 'json'].map(label))).toEqual(['yes', 'yes', 'yes']);
  });

  it('patches nothing with --dry-run=server', async () => {
    const patch = '{"metadata":{"labels":{"dry":"yes"}}}';
    expect(await ok(['patch', 'pod', 'redis-0', '--dry-run=server', '-p', patch])).toContain('patched');
    expect(await label('dry')).toBe('');
  });

  it('labels, relabels and takes a label away', async () => {
    expect(await ok(['label', 'pod', 'redis-0', 'colour=red'])).toBe('pod/redis-0 labeled\n');
    expect(await ok(['label', 'pod', 'redis-0', 'colour=blue', '--overwrite'])).toBe('pod/redis-0 labeled\n');
    expect(await label('colour')).toBe('blue');
    expect(await ok(['label', 'pod', 'redis-0', 'colour-'])).toBe('pod/redis-0 unlabeled\n');
  });

  it('applies a manifest, changes it by applying again, and deletes it', async () => {
    const manifest = (port: number): string =>
      JSON.stringify({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'applied', namespace: 'shop' },
        spec: { podSelector: {}, ingress: [{ ports: [{ protocol: 'TCP', port }] }] },
      });
    expect(await ok(['apply', '-f', '-'], manifest(80))).toContain('created');
    expect(await ok(['apply', '-f', '-'], manifest(81))).toContain('configured');
    expect(await ok(['apply', '-f', '-'], manifest(81))).toContain('unchanged');
    expect(await ok(['get', 'netpol', 'applied', '-o', 'jsonpath={.spec.ingress[0].ports[0].port}'])).toBe('81');
    expect(await ok(['delete', 'netpol', 'applied'])).toContain('deleted');
  });

  it('shows every reason for which a manifest is refused', async () => {
    const manifest = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'refused', namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Ingres'], ingress: [{ ports: [{ port: 90, endPort: 10 }] }] },
    };
    const { code, stderr } = await run(['apply', '-f', '-'], JSON.stringify(manifest));
    expect(code).toBe(1);
    expect(stderr).toContain('spec.policyTypes[0]: Unsupported value: "Ingres"');
    expect(stderr).toContain('spec.ingress[0].ports[0].endPort: Invalid value: 10');
  });

  it('deletes a pod, waits until it is gone, and finds its replacement', async () => {
    const before = (await ok(['get', 'pods', '-l', 'app=catalog', '-o', 'name'])).trim();
    await ok(['delete', before]);
    expect((await run(['get', before])).code).toBe(1);
    await ok(['wait', '--for=condition=Ready', 'pod', '-l', 'app=catalog', '--timeout=15s']);
  });

  it('scales and restarts a Deployment', async () => {
    await ok(['scale', 'deployment', 'cart', '--replicas=3']);
    await ok(['rollout', 'status', 'deployment', 'cart', '--timeout=15s']);
    await ok(['rollout', 'restart', 'deployment', 'cart']);
    expect(await ok(['rollout', 'status', 'deployment', 'cart', '--timeout=15s'])).toContain('successfully rolled out');
  });

  it('creates a namespace, runs a pod in it, and removes both', async () => {
    await ok(['create', 'namespace', 'scratch']);
    await ok([
      'run',
      'probe',
      '-n',
      'scratch',
      '--image=registry.demo/plumbline/toolbox:1',
      '--restart=Never',
      '--',
      'sleep',
      '900',
    ]);
    await ok(['wait', '-n', 'scratch', '--for=condition=Ready', 'pod/probe', '--timeout=15s']);
    await ok(['delete', 'namespace', 'scratch']);
    expect((await run(['get', 'namespace', 'scratch'])).stderr).toContain('namespaces "scratch" not found');
  });

  it('adds an ephemeral container', async () => {
    await ok([
      'debug',
      'ledger-db-0',
      '-n',
      'payments',
      '--image=registry.demo/plumbline/toolbox:1',
      '--profile=general',
      '-c',
      'debugger',
      '--',
      'sleep',
      '900',
    ]);
    const state = [
      'get',
      'pod',
      'ledger-db-0',
      '-n',
      'payments',
      '-o',
      'jsonpath={.status.ephemeralContainerStatuses[0].state}',
    ];
    await expect.poll(() => ok(state), { timeout: 10_000 }).toContain('running');
  });

  it('cordons and uncordons a node', async () => {
    await ok(['cordon', 'worker-3']);
    expect(await ok(['get', 'node', 'worker-3'])).toContain('Ready,SchedulingDisabled');
    await ok(['uncordon', 'worker-3']);
  });
});
