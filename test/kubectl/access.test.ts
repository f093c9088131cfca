import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithKubectl, kubectl, refused, succeed } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

describeWithKubectl('the users of the demo', () => {
  let demo: LocalDemo;
  beforeAll(async () => {
    demo = await startLocalDemo();
  });
  afterAll(() => demo.stop());

  const as = (user: string, ...args: string[]): Promise<string> =>
    succeed(demo.kubeconfig, ['--context', user, ...args]);
  const refusal = (user: string, ...args: string[]): Promise<string> =>
    refused(demo.kubeconfig, ['--context', user, ...args]);

  it('have a context each', async () => {
    const names = (await succeed(demo.kubeconfig, ['config', 'get-contexts', '-o', 'name'])).trim().split('\n');
    expect(names.toSorted()).toEqual(['no-debug', 'no-exec', 'nobody', 'plumbline-demo', 'shop-only', 'viewer']);
  });

  it('viewer: sees everything, changes nothing', async () => {
    expect((await as('viewer', 'get', 'pods', '-A', '--no-headers')).split('\n').length).toBeGreaterThan(20);
    expect(await refusal('viewer', 'delete', 'pod', 'redis-0')).toBe(
      'Error from server (Forbidden): pods "redis-0" is forbidden: User "viewer" cannot delete resource "pods" in API group "" in the namespace "shop"\n',
    );
    expect(await refusal('viewer', 'exec', 'redis-0', '--', 'true')).toContain(
      'cannot get resource "pods/exec" in API group "" in the namespace "shop"',
    );
    expect(await refusal('viewer', 'scale', 'deployment', 'cart', '--replicas=1')).toContain(
      'deployments.apps "cart" is forbidden: User "viewer" cannot patch resource "deployments/scale" in API group "apps"',
    );
  });

  it('shop-only: everything in its namespace, nothing beside it', async () => {
    expect(await as('shop-only', 'exec', 'redis-0', '--', 'echo', 'in')).toBe('in\n');
    expect(await refusal('shop-only', 'get', 'pods', '-A')).toContain(
      'pods is forbidden: User "shop-only" cannot list resource "pods" in API group "" at the cluster scope',
    );
    expect(await refusal('shop-only', 'get', 'pods', '-n', 'payments')).toContain('in the namespace "payments"');
    expect(await refusal('shop-only', 'get', 'nodes')).toContain('nodes is forbidden');
  });

  it('no-debug: may exec, may not add a container', async () => {
    expect(await as('no-debug', 'exec', 'redis-0', '--', 'echo', 'in')).toBe('in\n');
    const image = '--image=registry.demo/plumbline/toolbox:1';
    expect(await refusal('no-debug', 'debug', 'redis-0', image, '--profile=general', '--', 'sleep', '1')).toContain(
      'cannot patch resource "pods/ephemeralcontainers"',
    );
  });

  it('nobody: learns what is allowed, and that it is nothing', async () => {
    expect(await refusal('nobody', 'get', 'pods')).toContain('pods is forbidden: User "nobody" cannot list');
    expect((await kubectl(demo.kubeconfig, ['--context', 'nobody', 'auth', 'can-i', 'list', 'pods'])).stdout).toBe(
      'no\n',
    );
    expect(await as('nobody', 'auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}')).toBe('nobody');
    expect(await refusal('nobody', 'get', '--raw', '/metrics')).toContain(
      'forbidden: User "nobody" cannot get path "/metrics"',
    );
  });

  it('are told by access reviews what requests are told', async () => {
    const can = async (user: string, ...what: string[]): Promise<string> =>
      (await kubectl(demo.kubeconfig, ['--context', user, 'auth', 'can-i', ...what])).stdout;
    expect(await can('no-debug', 'create', 'pods', '--subresource=exec')).toBe('yes\n');
    expect(await can('no-exec', 'create', 'pods', '--subresource=exec')).toBe('no\n');
    expect(await can('no-exec', 'patch', 'pods', '--subresource=ephemeralcontainers')).toBe('yes\n');
    expect(await can('shop-only', 'list', 'pods', '-A')).toBe('no\n');
    const rules = await as('viewer', 'auth', 'can-i', '--list');
    expect(rules).toMatch(/networkpolicies\.networking\.k8s\.io +\[\] +\[\] +\[get list watch\]/);
    expect(rules).not.toContain('pods/exec');
  });

  it('get rights by a Role and a RoleBinding that are applied', async () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reader', namespace: 'shop' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
    };
    await succeed(demo.kubeconfig, ['apply', '-f', '-'], JSON.stringify(role));
    await succeed(demo.kubeconfig, ['create', 'rolebinding', 'reader', '-n', 'shop', '--role=reader', '--user=nobody']);
    expect(await as('nobody', 'get', 'pod', 'redis-0', '-o', 'name')).toBe('pod/redis-0\n');
    expect(await refusal('nobody', 'get', 'services')).toContain('services is forbidden');
    await succeed(demo.kubeconfig, ['delete', 'rolebinding', 'reader', '-n', 'shop']);
    expect(await refusal('nobody', 'get', 'pods')).toContain('pods is forbidden');
  });

  it('can be stood in for with --as by the administrator only', async () => {
    expect(await refused(demo.kubeconfig, ['get', 'pods', '--as=somebody'])).toContain('User "somebody" cannot list');
    expect(await refusal('viewer', 'get', 'pods', '--as=plumbline-demo')).toContain(
      'cannot impersonate resource "users"',
    );
  });
});
