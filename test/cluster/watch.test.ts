import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster } from '../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../src/contracts/cluster.ts';
import type { ViewKind } from '../../src/inventory/views.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeOnCluster } from './support/on-cluster.ts';
import { makePod } from './support/pods.ts';

const mergePatch = 'application/merge-patch+json';

describeOnCluster('lists and watches', (on) => {
  let cluster: Cluster;
  beforeAll(() => {
    const { kubeconfig, context } = on().target;
    cluster = openCluster({ kubeconfig, ...(context === undefined ? {} : { context }), mode: 'observe' });
  });
  afterAll(() => cluster.close());

  /** The names that a view of the suite's namespace shows, as soon as `seen` takes them. */
  async function names(kind: ViewKind, what: string, seen: (names: readonly string[]) => boolean): Promise<void> {
    const view = cluster.view({ kind, filter: '', namespace: on().namespace.name, offset: 0, limit: 100 });
    try {
      await waitUntil(
        what,
        () => seen(view.getSnapshot().rows.map((row) => ('record' in row ? row.record.name : row.name))),
        30_000,
      );
    } finally {
      view.close();
    }
  }

  it('become live, and the cluster is known by the uid of kube-system', { timeout: 60_000 }, async () => {
    const status = await waitUntil(
      'everything live',
      () => {
        const now = cluster.status.getSnapshot();
        const states = ['pods', 'nodes', 'services', 'networkpolicies'] as const;
        return states.every((name) => now.resources[name].state === 'live') && now.clusterId !== undefined && now;
      },
      45_000,
    );
    expect(status.problem).toBeUndefined();
    expect(status.serverVersion).toMatch(/^v?1\./);
  });

  it('show a pod that is made, its changed labels, and that it is gone', { timeout: 120_000 }, async () => {
    const { namespace, target } = on();
    await makePod(namespace, { name: 'watched', image: target.bareImage });
    await names('pods', 'the pod is seen', (seen) => seen.includes('watched'));
    await namespace.request('PATCH', 'pods/watched', { metadata: { labels: { tier: 'edge' } } }, mergePatch);
    const view = cluster.view({ kind: 'pods', filter: 'tier=edge', namespace: namespace.name, offset: 0, limit: 10 });
    await waitUntil('the label is seen', () => view.getSnapshot().rows.some(({ record }) => record.name === 'watched'));
    view.close();
    await namespace.request('DELETE', 'pods/watched?gracePeriodSeconds=0');
    await names('pods', 'the pod is gone', (seen) => !seen.includes('watched'));
  });

  it('show a service, and the port that it changes to', { timeout: 60_000 }, async () => {
    const { namespace } = on();
    const port = (number: number) => ({ name: 'http', port: number, protocol: 'TCP' });
    await namespace.request('POST', 'services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front' },
      spec: { selector: { app: 'nobody' }, ports: [port(80)] },
    });
    await names('services', 'the service is seen', (seen) => seen.includes('front'));
    await namespace.request('PATCH', 'services/front', { spec: { ports: [port(81)] } }, mergePatch);
    const endpoint = { kind: 'service', namespace: namespace.name, name: 'front' } as const;
    await waitUntil('the port is seen', async () => (await cluster.resolve(endpoint)).ports[0]?.port === 81);
    await namespace.request('DELETE', 'services/front');
    await names('services', 'the service is gone', (seen) => !seen.includes('front'));
  });

  it('show a policy in words', { timeout: 60_000 }, async () => {
    const { namespace } = on();
    await namespace.request('POST', 'networking.k8s.io/v1 networkpolicies', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny-all' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    });
    const view = cluster.view({ kind: 'policies', filter: '', namespace: namespace.name, offset: 0, limit: 10 });
    const row = await waitUntil('the policy is seen', () =>
      view.getSnapshot().rows.find(({ record }) => record.name === 'deny-all'),
    );
    view.close();
    expect(row).toMatchObject({ selects: 'every pod', ingress: { effect: 'deny-all' }, notUnderstood: [] });
    await namespace.request('DELETE', 'networking.k8s.io/v1 networkpolicies/deny-all');
    await names('policies', 'the policy is gone', (seen) => !seen.includes('deny-all'));
  });

  it('show many objects that are made at once, each of them', { timeout: 120_000 }, async () => {
    const { namespace } = on();
    const wanted = Array.from({ length: 40 }, (_, index) => `many-${index}`);
    for (const name of wanted) {
      await namespace.request('POST', 'services', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { clusterIP: 'None', selector: { app: 'nobody' } },
      });
    }
    await names('services', 'all of them are seen', (seen) => wanted.every((name) => seen.includes(name)));
    for (const name of wanted) await namespace.request('DELETE', `services/${name}`);
    await names('services', 'none is left', (seen) => !seen.some((name) => name.startsWith('many-')));
  });

  it('tell what may be done', async () => {
    const { name } = on().namespace;
    const answer = await cluster.review({ verb: 'create', resource: 'pods', namespace: name });
    expect(answer.state).toBe('allowed');
  });

  it('in observe mode change nothing: what would is refused here, and never sent', async () => {
    const { namespace } = on();
    const made = cluster.api({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace.name}/configmaps`,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'never' } },
      operation: 'make a ConfigMap',
    });
    await expect(made).rejects.toMatchObject({ facts: { kind: 'consent' } });
    expect(await namespace.find('configmaps/never')).toBeUndefined();
  });

  it('are what doctor reports', { timeout: 60_000 }, async () => {
    const { stdout, exitCode } = await on().target.run('doctor', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ apiVersion: 'plumbline/v1' });
    expect([0, 1]).toContain(exitCode);
  });
});
