import { beforeAll, expect, it, type TestContext } from 'vitest';
import { openCluster } from '../../src/cluster-worker/open-cluster.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeOnCluster } from './support/on-cluster.ts';
import { makePod, untilRunning } from './support/pods.ts';
import { containersMissing } from './support/target.ts';

/** What the server's container says first; its log is read for it. */
const greeting = 'plumbline-test listens';
const server = `echo ${greeting}; exec iperf3 -s -p 8080`;
const slow = 300_000;

describeOnCluster('connectivity between two pods', (on) => {
  beforeAll(async () => {
    const { target, namespace } = on();
    if (containersMissing(target) !== undefined || target.image === undefined) return;
    await makePod(namespace, { name: 'server', image: target.image, command: ['sh', '-c', server] });
    await makePod(namespace, {
      name: 'client',
      image: target.image,
      command: ['sleep', '1800'],
      awayFrom: 'server',
    });
    for (const name of ['server', 'client']) await untilRunning(namespace, name);
  }, slow);

  /** A test that needs the two pods; elsewhere it is reported as skipped, with the reason. */
  function between(title: string, body: (context: TestContext) => Promise<void>): void {
    it(title, { timeout: slow }, async (context) => {
      const missing = containersMissing(on().target);
      if (missing !== undefined) context.skip(missing);
      await body(context);
    });
  }

  /** `plumbline probe …` from the client to the server, read as JSON. */
  async function probe(name: string, to: string, ...more: string[]): Promise<Readonly<Record<string, unknown>>> {
    const { target, namespace } = on();
    const from = `pod/${namespace.name}/client`;
    const { exitCode, stdout, stderr } = await target.run(
      'probe',
      name,
      '--from',
      from,
      '--to',
      to,
      ...more,
      '-o',
      'json',
    );
    if (stdout === '') throw new Error(`nothing was answered: ${stderr}`);
    return { exitCode, ...JSON.parse(stdout) };
  }
  const peer = (port = ''): string => `pod/${on().namespace.name}/server${port}`;

  between('connects to a port that is served', async () => {
    await expect
      .poll(async () => (await probe('connect', peer(':8080')))['class'], { timeout: 30_000, interval: 1000 })
      .toBe('open');
  });

  between('tells a port that nobody serves', async () => {
    expect(await probe('connect', peer(':81'))).toMatchObject({ class: 'refused', exitCode: 1 });
  });

  between('connects to the API server by its name and service', async () => {
    expect(await probe('connect', 'svc/default/kubernetes:443')).toMatchObject({ class: 'open', exitCode: 0 });
  });

  between('measures latency, by ICMP or by TCP', async () => {
    const answer = await probe('latency', peer(':8080'), '--count', '5', '--interval', '0.5');
    expect(answer).toMatchObject({ class: expect.stringMatching(/^(replies|lossy)$/), exitCode: 0 });
  });

  between('resolves the name that every cluster has', async () => {
    expect(await probe('dns', 'svc/default/kubernetes')).toMatchObject({
      class: 'answered',
      addresses: [expect.any(String)],
    });
  });

  between('sees full-size packets pass, or says that it could not tell', async () => {
    const answer = await probe('path-mtu', peer());
    expect(['full-size-passes', 'reported', 'nothing-passes', 'not-tested']).toContain(answer['class']);
  });

  for (const [title, more] of [
    ['bandwidth', []],
    ['bandwidth in both directions over two streams', ['--bidirectional', '--parallel', '2']],
    ['UDP bandwidth', ['--udp']],
  ] as const) {
    between(`measures ${title}`, async () => {
      const answer = await probe('bandwidth', peer(), '--seconds', '2', '--rate', '5M', ...more);
      expect(answer).toMatchObject({ class: 'measured', exitCode: 0, summary: { complete: true } });
    });
  }

  between('gives the one-line answer of the whole link', async () => {
    expect(await probe('link', peer(':8080'), '--seconds', '6')).toMatchObject({ class: 'healthy', exitCode: 0 });
  });

  between('shows the evidence: what ran, where, and what it said', async () => {
    const { evidence } = await probe('connect', peer(':8080'));
    expect(evidence).toMatchObject([
      { place: expect.stringContaining('/client'), command: expect.stringMatching(/^kubectl .*exec -n /), exitCode: 0 },
    ]);
  });

  between('follows a log from its beginning', async () => {
    const { target, namespace } = on();
    const { kubeconfig, context } = target;
    const cluster = openCluster({ kubeconfig, ...(context === undefined ? {} : { context }), mode: 'observe' });
    const ending = new AbortController();
    try {
      const logs = cluster.logs(
        { namespace: namespace.name, pod: 'server', container: 'app' },
        { follow: true, signal: ending.signal },
      );
      const first = await logs[Symbol.asyncIterator]().next();
      expect(first.value).toMatchObject({ text: greeting, notice: false });
    } finally {
      ending.abort();
      await cluster.close();
    }
  });

  between('says when the source has gone, and not that the wire is broken', async () => {
    const { namespace } = on();
    await makePod(namespace, { name: 'leaving', image: on().target.bareImage });
    await namespace.request('DELETE', 'pods/leaving?gracePeriodSeconds=0');
    await waitUntil('the pod is gone', async () => (await namespace.find('pods/leaving')) === undefined, 60_000);
    const { target } = on();
    const from = `pod/${namespace.name}/leaving`;
    const { exitCode } = await target.run('probe', 'connect', '--from', from, '--to', peer(':8080'), '-o', 'json');
    expect([2, 3]).toContain(exitCode);
  });

  // The last: the server is closed from here on.
  between('sees a NetworkPolicy close the way, where the cluster enforces them', async (context) => {
    const { namespace, target } = on();
    await namespace.request('POST', 'networking.k8s.io/v1 networkpolicies', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'close-server' },
      spec: { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Ingress'] },
    });
    const closed = await waitUntil(
      'the way is closed',
      async () => (await probe('connect', peer(':8080'), '--timeout', '2'))['class'] !== 'open',
      30_000,
    ).catch(() => false);
    if (!closed && !target.enforcesPolicies) context.skip('this cluster enforces no NetworkPolicies');
    const answer = await probe('connect', peer(':8080'), '--timeout', '2');
    expect(['timeout', 'refused', 'prohibited']).toContain(answer['class']);
    expect(answer['exitCode']).toBe(1);
    await namespace.request('DELETE', 'networking.k8s.io/v1 networkpolicies/close-server');
  });
});
