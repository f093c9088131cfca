import { afterAll, beforeAll, expect, it } from 'vitest';
import { roleYaml } from '../../src/access/role-yaml.ts';
import { openCluster } from '../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../src/contracts/cluster.ts';
import type { Mode } from '../../src/contracts/consent.ts';
import type { ViewKind } from '../../src/inventory/views.ts';
import { describeWithKubectl, succeed } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';
import { type RecordingProxy, recordRequests } from '../support/recording-proxy.ts';
import { waitUntil } from '../support/wait-until.ts';

const kinds: readonly ViewKind[] = ['nodes', 'pods', 'services', 'workloads', 'policies', 'events', 'endpoints'];

describeWithKubectl('the role that plumbline rbac prints', () => {
  let demo: LocalDemo;
  let recorded: RecordingProxy;
  beforeAll(async () => {
    demo = await startLocalDemo();
    recorded = await recordRequests(demo.kubeconfig);
  });
  afterAll(async () => {
    await recorded.close();
    await demo.stop();
  });

  it.each(['observe', 'probe', 'write'] as const)(
    'is accepted by the server, for the cluster and for a namespace (%s)',
    async (mode) => {
      for (const namespace of [undefined, 'shop']) {
        const text = roleYaml({ mode, namespace, subject: { kind: 'User', name: 'nobody' } });
        const said = await succeed(demo.kubeconfig, ['apply', '--dry-run=server', '-f', '-'], text);
        expect(said).toMatch(/role[^\n]*created \(server dry run\)\n[^\n]*binding[^\n]*created \(server dry run\)/);
      }
    },
  );

  /** Binds a user who may nothing to the role, and opens the cluster as that user. */
  async function openAs(mode: Mode): Promise<Cluster> {
    const text = roleYaml({ mode, namespace: undefined, subject: { kind: 'User', name: 'nobody' } });
    await succeed(demo.kubeconfig, ['apply', '-f', '-'], text);
    return openCluster({ kubeconfig: recorded.kubeconfig, context: 'nobody', mode });
  }

  it('is enough for everything that a cluster can do in observe mode: nothing is refused', async () => {
    const cluster = await openAs('observe');
    try {
      const views = kinds.map((kind) => cluster.view({ kind, filter: '', offset: 0, limit: 10 }));
      const status = () => cluster.status.getSnapshot();
      await waitUntil('everything live', () =>
        Object.values(status().resources).every(({ state }) => state === 'live'),
      );
      expect(status().clusterId).not.toBe(undefined);
      expect(status().problem).toBe(undefined);
      await cluster.policies.snapshot();
      const names = (kind: 'pods' | 'services' | 'policies') =>
        cluster.view({ kind, filter: '', offset: 0, limit: 200 });
      const [pods, services, policies] = [names('pods'), names('services'), names('policies')];
      await waitUntil('rows', () => [pods, services, policies].every((one) => one.getSnapshot().rows.length > 0));
      const pod = pods.getSnapshot().rows.find(({ record }) => record.namespace === 'shop')?.record;
      const service = services.getSnapshot().rows[0]?.record;
      const policy = policies.getSnapshot().rows[0]?.record;
      if (pod === undefined || service === undefined || policy === undefined) throw new Error('the demo is empty');
      await cluster.detail('pod', pod.namespace, pod.name);
      await cluster.detail('service', service.namespace, service.name);
      await cluster.policies.open({ kind: 'NetworkPolicy', namespace: policy.namespace, name: policy.name });
      await cluster.detail('node', '', 'worker-1');
      const target = { namespace: pod.namespace, pod: pod.name };
      for await (const _ of cluster.logs(target, { follow: false, tailLines: 5 })) break;
      const { end } = await cluster.runner(target).run(['cat', '/etc/resolv.conf'], { deadline: 10_000 }).result;
      expect(end).toEqual({ kind: 'exited', code: 0 });
      for (const view of [...views, pods, services, policies]) view.close();
      expect(recorded.refused()).toEqual([]);
    } finally {
      await cluster.close();
    }
  });

  it('holds nothing that could be left out: without any one rule something is refused', async () => {
    // Every rule names what the table asks for (test/unit/access); here one that matters is taken away.
    const text = roleYaml({ mode: 'observe', namespace: undefined, subject: { kind: 'User', name: 'nobody' } });
    const without = text.replace(/ {2}- apiGroups: \[discovery\.k8s\.io\]\n.*\n.*\n/, '');
    expect(without).not.toBe(text);
    await succeed(demo.kubeconfig, ['apply', '-f', '-'], without);
    const before = recorded.refused().length;
    const cluster = openCluster({ kubeconfig: recorded.kubeconfig, context: 'nobody', mode: 'observe' });
    try {
      await waitUntil('a refusal', () => recorded.refused().length > before);
      expect(recorded.refused().slice(before)[0]).toContain('endpointslices');
    } finally {
      await cluster.close();
    }
  });
});
