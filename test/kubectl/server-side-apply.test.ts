import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithKubectl, refused, succeed } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

describeWithKubectl('kubectl apply --server-side and --dry-run=server in the demo', () => {
  let demo: LocalDemo;
  beforeAll(async () => {
    demo = await startLocalDemo();
  });
  afterAll(() => demo.stop());

  const ok = (...args: string[]): Promise<string> => succeed(demo.kubeconfig, args);

  const map = (name: string, data: Record<string, string>): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data });
  const command = (manager: string, ...flags: string[]): string[] => [
    'apply',
    '--server-side',
    `--field-manager=${manager}`,
    ...flags,
    '-f',
    '-',
  ];
  const apply = (manifest: string, manager: string, ...flags: string[]): Promise<string> =>
    succeed(demo.kubeconfig, command(manager, ...flags), manifest);
  const data = (name: string): Promise<string> => ok('get', 'configmap', name, '-o', 'jsonpath={.data}');

  it('creates, and changes what is its own', async () => {
    expect(await apply(map('own', { a: '1' }), 'one')).toBe('configmap/own serverside-applied\n');
    await apply(map('own', { a: '2' }), 'one');
    expect(await data('own')).toBe('{"a":"2"}');
  });

  it('refuses to change a field of somebody else’s, names it, and takes it when forced', async () => {
    await apply(map('shared', { a: '1', b: '1' }), 'one');
    expect(await refused(demo.kubeconfig, command('two'), map('shared', { a: '2' }))).toContain(
      'Apply failed with 1 conflict: conflict with "one": .data.a\n',
    );
    expect(await refused(demo.kubeconfig, command('two'), map('shared', { a: '2', b: '2' }))).toContain(
      'Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b\n',
    );
    await apply(map('shared', { a: '2' }), 'two', '--force-conflicts');
    expect(await data('shared')).toBe('{"a":"2","b":"1"}');
  });

  it('removes what its applier leaves out, unless somebody else applies it too', async () => {
    await apply(map('left', { a: '1', b: '1' }), 'one');
    await apply(map('left', { a: '1' }), 'two');
    await apply(map('left', {}), 'one');
    expect(await data('left')).toBe('{"a":"1"}');
  });

  it('counts what kubectl scale wrote as kubectl’s', async () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'tools', namespace: 'shop' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'tools' } },
        template: {
          metadata: { labels: { app: 'tools' } },
          spec: { containers: [{ name: 'a', image: 'registry.demo/plumbline/toolbox:1', command: ['sleep', '900'] }] },
        },
      },
    };
    await apply(JSON.stringify(deployment), 'one');
    await ok('scale', 'deployment', 'tools', '--replicas=2');
    expect(await refused(demo.kubeconfig, command('one'), JSON.stringify(deployment))).toContain(
      'conflict with "kubectl" using apps/v1: .spec.replicas',
    );
    const owners = '-o=jsonpath={range .metadata.managedFields[*]}{.manager} {.operation}{"\\n"}{end}';
    expect(await ok('get', 'deployment', 'tools', '--show-managed-fields', owners)).toBe('one Apply\nkubectl Update\n');
    await ok('delete', 'deployment', 'tools');
  });

  it('takes over what was applied by the client before', async () => {
    await succeed(demo.kubeconfig, ['apply', '-f', '-'], map('moved', { a: '1' }));
    await apply(map('moved', { a: '2' }), 'kubectl');
    expect(await data('moved')).toBe('{"a":"2"}');
  });

  it.each([
    ['create', 'configmap', 'dry', '--from-literal=a=b'],
    ['label', 'pod', 'redis-0', 'dry=run'],
    ['annotate', 'pod', 'redis-0', 'dry=run'],
    ['scale', 'deployment/cart', '--replicas=5'],
    ['set', 'image', 'deployment/cart', 'cart=registry.example/shop/cart:2'],
    ['cordon', 'worker-1'],
    ['delete', 'pod', 'redis-0'],
    ['delete', 'pods', '--all'],
    ['create', 'job', 'dry', '--image=registry.demo/plumbline/toolbox:1'],
    ['run', 'dry', '--image=registry.demo/plumbline/toolbox:1'],
    ['create', 'role', 'dry', '--verb=get', '--resource=pods'],
    ['expose', 'deployment/cart', '--name=dry', '--port=80'],
  ])('%s %s %s --dry-run=server says so and changes nothing', async (...args) => {
    const before = demo.cluster.store.revision;
    expect(await ok(...args, '--dry-run=server')).toContain('(server dry run)');
    expect(demo.cluster.store.revision).toBe(before);
  });

  it('applies in a dry run, by client and by server', async () => {
    const before = demo.cluster.store.revision;
    expect(await apply(map('dry', { a: '1' }), 'one', '--dry-run=server')).toContain('(server dry run)');
    const said = await succeed(demo.kubeconfig, ['apply', '--dry-run=server', '-f', '-'], map('dry', { a: '1' }));
    expect(said).toBe('configmap/dry created (server dry run)\n');
    expect(demo.cluster.store.revision).toBe(before);
  });
});
