import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithKubectl, kubectl, startKubectl } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

describeWithKubectl('kubectl reads the demo', () => {
  let demo: LocalDemo;
  beforeAll(async () => {
    demo = await startLocalDemo();
  });
  afterAll(() => demo.stop());

  /** stdout of a command that must succeed. */
  async function ok(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await kubectl(demo.kubeconfig, args);
    expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
    return stdout;
  }

  it('get: a table with the columns of a real server', async () => {
    const [head, first] = (await ok('get', 'pods')).split('\n');
    expect(head?.split(/\s{2,}/)).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
    expect(first).toMatch(/^backend-\w+-\w+\s+1\/1\s+Running\s+0\s+\d+d/);
  });

  it('get -o wide: addresses and nodes', async () => {
    expect(await ok('get', 'pods', '-o', 'wide')).toMatch(/redis-0 .* 10\.244\.2\.6 +worker-2 +<none> +<none>/);
  });

  it('get -A: every namespace', async () => {
    expect((await ok('get', 'pods', '-A', '--no-headers')).trim().split('\n')).toHaveLength(31);
  });

  it('get -A in chunks: pages of five', async () => {
    expect((await ok('get', 'pods', '-A', '--no-headers', '--chunk-size=5')).trim().split('\n')).toHaveLength(31);
  });

  it('get -l and --field-selector', async () => {
    const selected = await ok(
      'get',
      'pods',
      '-A',
      '-l',
      'app in (frontend,cart)',
      '--field-selector',
      'spec.nodeName=worker-1',
      '-o',
      'name',
    );
    expect(selected.trim().split('\n')).toEqual([
      expect.stringContaining('pod/cart-'),
      expect.stringContaining('pod/frontend-'),
    ]);
  });

  it('get -o json and -o yaml: whole objects', async () => {
    const list: unknown = JSON.parse(await ok('get', 'networkpolicies', '-A', '-o', 'json'));
    expect(list).toMatchObject({
      kind: 'List',
      items: expect.arrayContaining([expect.objectContaining({ kind: 'NetworkPolicy' })]),
    });
    expect(await ok('get', 'pod', 'redis-0', '-o', 'yaml')).toContain('podIP: 10.244.2.6');
  });

  it.each([
    'nodes',
    'namespaces',
    'services',
    'endpointslices',
    'networkpolicies',
    'daemonsets',
    'deployments',
    'replicasets',
    'statefulsets',
    'configmaps',
    'events',
    'serviceaccounts',
  ])('get %s -A -o wide', async (resource) => {
    expect((await ok('get', resource, '-A', '-o', 'wide')).split('\n').length).toBeGreaterThan(2);
  });

  it('get all', async () => {
    const all = await ok('get', 'all');
    for (const kind of ['pod/', 'service/', 'deployment.apps/', 'replicaset.apps/', 'statefulset.apps/'])
      expect(all).toContain(kind);
  });

  it('get -w: changes as they come', async () => {
    const watch = startKubectl(demo.kubeconfig, [
      'get',
      'configmaps',
      '-n',
      'default',
      '-w',
      '--output-watch-events',
      '--no-headers',
    ]);
    await kubectl(demo.kubeconfig, ['create', 'configmap', 'watched', '-n', 'default', '--from-literal=a=b']);
    expect(await watch.until((text) => /watched +\d/.test(text))).toMatch(/ADDED +watched +1/);
    await kubectl(demo.kubeconfig, ['delete', 'configmap', 'watched', '-n', 'default']);
    await watch.until((text) => /DELETED +watched/.test(text));
    await watch.stop();
  });

  it('describe pod: conditions and events', async () => {
    const name = (await ok('get', 'pods', '-l', 'app=cart', '-o', 'name')).split('\n')[0] ?? '';
    const text = await ok('describe', name);
    expect(text).toMatch(/Controlled By: +ReplicaSet\/cart-/);
    expect(text).toMatch(/Ready +True/);
    expect(text).toContain('Successfully assigned shop/cart-');
  });

  it('describe node: its pods, addresses and conditions', async () => {
    const text = await ok('describe', 'node', 'worker-1');
    expect(text).toMatch(/InternalIP: +192\.168\.77\.11/);
    expect(text).toMatch(/Non-terminated Pods: +\(10 in total\)/);
    expect(text).toContain('flannel.alpha.coreos.com/backend-type: vxlan');
  });

  it('describe networkpolicy: in words', async () => {
    const text = await ok('describe', 'networkpolicy', 'backend-ingress');
    expect(text).toContain('To Port: metrics/TCP');
    expect(text).toContain('NamespaceSelector: team=observability\n      PodSelector: app=prometheus');
  });

  it('describe service: the endpoints of its slice', async () => {
    const text = await ok('describe', 'service', 'backend');
    for (const address of ['10.244.1.5:8080', '10.244.2.5:8080', '10.244.3.4:8080']) expect(text).toContain(address);
  });

  it('describe deployment', async () => {
    expect(await ok('describe', 'deployment', 'frontend')).toMatch(
      /NewReplicaSet: +frontend-\w+ \(3\/3 replicas created\)/,
    );
  });

  it('logs, with --tail and --timestamps', async () => {
    const text = await ok('logs', '-n', 'kube-flannel', 'daemonset/kube-flannel-ds', '--tail=1', '--timestamps');
    expect(text).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z I\d{4} [\d:.]+ +1 vxlan_network\.go:68\] watching for new subnet leases\n$/,
    );
  });

  it('logs -f: goes on', async () => {
    const name = (await ok('get', 'pods', '-l', 'app=frontend', '-o', 'name')).split('\n')[0] ?? '';
    const follow = startKubectl(demo.kubeconfig, ['logs', '-f', name, '--tail=1']);
    await follow.until((text) => text.split('\n').length >= 3);
    await follow.stop();
  });

  it('api-resources, api-versions, version and cluster-info', async () => {
    expect(await ok('api-resources')).toMatch(/networkpolicies +netpol +networking\.k8s\.io\/v1 +true +NetworkPolicy/);
    expect((await ok('api-versions')).trim().split('\n')).toContain('discovery.k8s.io/v1');
    expect(await ok('version')).toContain('Server Version: v1.34.2');
    expect(await ok('cluster-info')).toContain('is running at');
  });

  it('get --raw', async () => {
    expect(await ok('get', '--raw', '/readyz')).toBe('ok');
    expect(JSON.parse(await ok('get', '--raw', '/api/v1/pods?limit=1'))).toMatchObject({
      metadata: { remainingItemCount: 30 },
    });
  });

  it('auth can-i and whoami', async () => {
    expect(await ok('auth', 'can-i', 'create', 'pods/exec')).toBe('yes\n');
    expect(await ok('auth', 'can-i', '--list')).toContain('*.*');
    expect(await ok('auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}')).toBe('plumbline-demo');
  });

  it("gives the server's own words for what is not there", async () => {
    const { code, stderr } = await kubectl(demo.kubeconfig, ['get', 'pod', 'nobody']);
    expect(code).toBe(1);
    expect(stderr).toBe('Error from server (NotFound): pods "nobody" not found\n');
  });
});
