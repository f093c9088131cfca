import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCluster } from '../../../src/cluster-worker/open-cluster.ts';
import type { DeclaredLink } from '../../../src/contracts/policy.ts';
import type { Cluster } from '../../../src/contracts/cluster.ts';
import { startApiServer } from '../../support/api-server.ts';
import { kubeconfigText, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { TestCluster, type TestClusterOptions } from '../../support/test-cluster.ts';

let folder: TestFolder;
const ending: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await testFolder();
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await folder.remove();
});

async function open(options: TestClusterOptions): Promise<{ readonly server: TestCluster; readonly cluster: Cluster }> {
  const server = new TestCluster(options);
  server.put('namespaces', { metadata: { name: 'shop', uid: 'ns', labels: { team: 'shop' } } });
  server.put('pods', {
    metadata: { name: 'web', namespace: 'shop', uid: 'p', labels: { app: 'web' } },
    spec: {
      nodeName: 'worker-1',
      containers: [{ name: 'a', image: 'i', ports: [{ name: 'http', containerPort: 80 }] }],
    },
    status: { phase: 'Running', podIPs: [{ ip: '10.1.0.5' }, { ip: 'fd00::5' }] },
  });
  const api = await startApiServer({ behaviour: server.behaviour });
  ending.push(() => api.close());
  const kubeconfig = await folder.write('config', kubeconfigText({ server: api.url }));
  const cluster = openCluster({ kubeconfig, mode: 'observe' });
  ending.push(() => cluster.close());
  return { server, cluster };
}

const cilium = { 'cilium.io/v2': ['ciliumnetworkpolicies', 'ciliumnodes'] };

it('reads the policies of every dialect that the server has, whole', async () => {
  const { server, cluster } = await open({ groups: cilium });
  server.put('networkpolicies', {
    metadata: { name: 'deny', namespace: 'shop', uid: 'n1' },
    spec: { podSelector: {} },
  });
  server.put('ciliumnetworkpolicies', {
    metadata: { name: 'web', namespace: 'shop', uid: 'c1' },
    specs: [{ endpointSelector: {} }],
  });
  const { objects, missing } = await cluster.policies.snapshot();
  expect(objects.map(({ apiVersion, kind, name }) => `${apiVersion} ${kind} ${name}`)).toEqual([
    'networking.k8s.io/v1 NetworkPolicy deny',
    'cilium.io/v2 CiliumNetworkPolicy web',
  ]);
  expect(objects[1]?.specs).toEqual([{ endpointSelector: {} }]);
  expect(missing).toEqual([]);
});

it('gives pods as policies see them: every address, the labels of their namespace, their named ports', async () => {
  const { cluster } = await open({});
  const [pod] = (await cluster.policies.snapshot()).pods;
  expect(pod).toMatchObject({
    addresses: ['10.1.0.5', 'fd00::5'],
    namespaceLabels: { team: 'shop' },
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    serviceAccount: 'default',
    phase: 'running',
  });
});

it('names a kind of policy that may not be read, instead of taking its absence for no policy', async () => {
  const { cluster } = await open({
    groups: cilium,
    forbid: ({ path }) => (path.includes('ciliumnetworkpolicies') ? 'not for you' : undefined),
  });
  const { missing } = await cluster.policies.snapshot();
  expect(missing).toHaveLength(1);
  expect(missing[0]).toContain('ciliumnetworkpolicies.cilium.io may not be read: ');
  expect(missing[0]).toContain('not for you');
});

it('tells nothing for sure beside policies of an API that it does not understand, once there are any', async () => {
  const antrea = { 'crd.antrea.io/v1beta1': ['clusternetworkpolicies', 'tiers'] };
  const empty = await open({ groups: antrea });
  expect((await empty.cluster.policies.snapshot()).missing).toEqual([]);
  const { server, cluster } = await open({ groups: antrea });
  server.put('clusternetworkpolicies', { metadata: { name: 'strict', uid: 'a1' }, spec: {} });
  const { missing } = await cluster.policies.snapshot();
  expect(missing).toHaveLength(1);
  expect(missing[0]).toContain('Policies of crd.antrea.io (clusternetworkpolicies)');
  expect(missing[0]).toContain('does not understand');
});

it('says that it does not know which policies there are while the server does not tell its APIs', async () => {
  const { cluster } = await open({ forbid: ({ path }) => (path === '/apis' ? 'no discovery' : undefined) });
  const { missing } = await cluster.policies.snapshot(1_500);
  expect(missing[0]).toContain('The list of policy APIs could not be read');
});

const link = {
  source: { kind: 'pod', namespace: 'shop', name: 'web' },
  destination: { kind: 'ip', address: '192.0.2.1' },
  protocol: 'TCP',
  port: 443,
} as const;

it('follows what the policies declare for a link: who decides, and when that came to be so', async () => {
  const { server, cluster } = await open({});
  const told: DeclaredLink[] = [];
  const end = cluster.policies.follow(link, (declared) => told.push(declared));
  const first = await waitUntil('a verdict', () => told.find(({ sides }) => sides !== undefined));
  expect(first).toMatchObject({ allowed: 'yes', sides: { egress: { outcome: 'allow', basis: 'default' } } });
  server.put('networkpolicies', {
    metadata: { name: 'deny', namespace: 'shop', uid: 'n1' },
    spec: { podSelector: {}, policyTypes: ['Egress'] },
  });
  const denied = await waitUntil('another verdict', () => told.find(({ allowed }) => allowed === 'no'));
  expect(denied.sides?.egress).toMatchObject({
    outcome: 'default-deny',
    isolatedBy: [{ namespace: 'shop', name: 'deny' }],
  });
  expect(denied.since).toBeGreaterThanOrEqual(first.since);
  end();
});

it('says why there is no verdict for an end that is not there', async () => {
  const { cluster } = await open({});
  const told: DeclaredLink[] = [];
  cluster.policies.follow({ ...link, source: { ...link.source, name: 'gone' } }, (declared) => told.push(declared));
  const last = await waitUntil('a problem', () => told.find(({ problem }) => problem.includes('gone')));
  expect(last).toMatchObject({ allowed: 'undecidable', sides: undefined, comparable: undefined });
});

it('fails with the server’s refusal where no pod may be read, instead of judging nothing', async () => {
  const { cluster } = await open({ forbid: ({ path }) => (path.endsWith('/pods') ? 'pods are secret' : undefined) });
  await expect(cluster.policies.snapshot()).rejects.toMatchObject({
    message: expect.stringContaining('pods are secret'),
    facts: { kind: 'forbidden' },
  });
});

it('knows of a namespace whose pods may be read and whose policies may not, and of those it does not see', async () => {
  const { cluster } = await open({
    forbid: ({ path }) => {
      if (path.includes('/namespaces/shop/')) return path.includes('networkpolicies') ? 'not in shop' : undefined;
      if (path.includes('/namespaces/default/')) return path.endsWith('/pods') ? 'not in default' : undefined;
      return /\/(pods|networkpolicies)$/.test(path) ? 'not everywhere' : undefined;
    },
  });
  const snapshot = await cluster.policies.snapshot();
  expect(snapshot.pods.map(({ namespace }) => namespace)).toEqual(['shop']);
  expect(snapshot.missing).toEqual([expect.stringContaining('NetworkPolicies of namespace shop may not be read: ')]);
  expect(snapshot.unseen).toHaveLength(1);
});

it('says over which family of addresses the matrix speaks where pods have both', async () => {
  const { server, cluster } = await open({});
  const all = { offset: 0, limit: 10 };
  const query = { by: 'namespace', protocol: 'TCP', port: 80, rows: all, columns: all } as const;
  expect(await cluster.policies.matrix(query)).toMatchObject({ sources: ['shop'], family: 4 });
  server.put('pods', {
    metadata: { name: 'web', namespace: 'shop', uid: 'p', labels: { app: 'web' } },
    spec: { containers: [{ name: 'a', image: 'i' }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.1.0.5' }] },
  });
  await waitUntil(
    'the matrix to speak of one family',
    async () => (await cluster.policies.matrix(query)).family === undefined,
  );
});

it('explains a denied link at once, and what would open it when that is asked for', async () => {
  const { server, cluster } = await open({});
  server.put('networkpolicies', {
    metadata: { name: 'deny', namespace: 'shop', uid: 'n1' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  });
  server.put('pods', {
    metadata: { name: 'api', namespace: 'shop', uid: 'q', labels: { app: 'api' } },
    spec: { containers: [{ name: 'a', image: 'i' }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.1.0.6' }] },
  });
  const link = {
    source: { kind: 'pod', namespace: 'shop', name: 'api' },
    destination: { kind: 'pod', namespace: 'shop', name: 'web' },
    protocol: 'TCP',
    port: 80,
  } as const;
  const verdict = await cluster.policies.explain(link, false);
  expect(verdict).toMatchObject({ openable: true, text: expect.stringContaining('DENIED') });
  expect(verdict.text).not.toContain('Smallest change');
  expect((await cluster.policies.explain(link, true)).text).toContain('Smallest change');
});

describe('a service as the source', () => {
  const fromService = { ...link, source: { kind: 'service', namespace: 'shop', name: 'web' } } as const;

  async function openWithService(): Promise<Awaited<ReturnType<typeof open>>> {
    const opened = await open({});
    opened.server.put('services', {
      metadata: { name: 'web', namespace: 'shop', uid: 's' },
      spec: { type: 'ClusterIP', selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    return opened;
  }

  function putSlice(server: TestCluster): void {
    server.put('endpointslices', {
      metadata: { name: 'web-1', namespace: 'shop', uid: 'es', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['10.1.0.5'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'web', uid: 'p' } },
      ],
    });
  }

  it('is judged and explained as the pod that measurements start in', async () => {
    const { server, cluster } = await openWithService();
    putSlice(server);
    server.put('networkpolicies', {
      metadata: { name: 'deny', namespace: 'shop', uid: 'n1' },
      spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] },
    });
    const told: DeclaredLink[] = [];
    cluster.policies.follow(fromService, (declared) => told.push(declared));
    const denied = await waitUntil('a verdict', () => told.find(({ allowed }) => allowed === 'no'));
    expect(denied.sides?.egress).toMatchObject({ outcome: 'default-deny' });
    const { text } = await cluster.policies.explain(fromService, false);
    expect(text).toContain('DENIED');
    expect(text).toContain('shop/web');
  });

  it('is not judged while it has no ready pod, and that is said in the place of an explanation', async () => {
    const { cluster } = await openWithService();
    const sentence = 'A flow begins in a pod, and service shop/web has none that is ready.';
    const told: DeclaredLink[] = [];
    cluster.policies.follow(fromService, (declared) => told.push(declared));
    await waitUntil('the sentence', () => told.find(({ problem }) => problem === sentence));
    expect(await cluster.policies.explain(fromService, false)).toEqual({ text: `${sentence}\n`, openable: false });
  });
});

it('says of a policy whose objects are not all seen which ones it looked at, and what it did not see', async () => {
  const { server, cluster } = await open({
    groups: cilium,
    forbid: ({ path }) => (path.includes('ciliumnetworkpolicies') ? 'not for you' : undefined),
  });
  server.put('networkpolicies', {
    metadata: { name: 'nobody', namespace: 'shop', uid: 'n1' },
    spec: { podSelector: { matchLabels: { app: 'nobody' } } },
  });
  await cluster.policies.snapshot();
  const { findings, judged, unseen } = await waitUntil('the policy', async () => {
    const found = await cluster.policies.findings();
    return found.judged.length > 0 ? found : undefined;
  });
  expect(judged).toEqual([{ kind: 'NetworkPolicy', namespace: 'shop', name: 'nobody' }]);
  expect(unseen).toEqual([expect.stringContaining('ciliumnetworkpolicies.cilium.io may not be read: ')]);
  expect(findings).toEqual([]);
});
