import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster } from '../../src/cluster-worker/open-cluster.ts';
import { defaultConfig } from '../../src/config/defaults.ts';
import type { Cluster } from '../../src/contracts/cluster.ts';
import type { Link } from '../../src/contracts/link.ts';
import type { LinkBench, LinkPair } from '../../src/contracts/probe.ts';
import { createEvidenceShelf } from '../../src/evidence/shelf.ts';
import { makeLink } from '../../src/link/link-id.ts';
import { createLinkBench } from '../../src/probes/bench/create-link-bench.ts';
import { createLinkPair } from '../../src/probes/bench/link-pair.ts';
import { acrossNodes } from '../../demo/faults/main-link.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { type ServedDemo, serveDemoProgram } from '../support/served-demo.ts';
import { waitUntil } from '../support/wait-until.ts';
import { programs } from './support/bench.ts';

describeWithPrograms('Two links, measured beside each other on real packets', programs, () => {
  let demo: ServedDemo;
  let cluster: Cluster;
  let links: LinkPair;
  let one: Link;
  let other: Link;

  beforeAll(async () => {
    demo = await serveDemoProgram('--backend', 'lab');
    cluster = openCluster({ kubeconfig: demo.kubeconfig, mode: 'observe' });
    const bench = (): LinkBench =>
      createLinkBench({
        cluster,
        evidence: createEvidenceShelf(),
        recorder: { append: () => {} },
        config: defaultConfig,
      });
    links = createLinkPair([bench(), bench()]);
    const source = await cluster.find(acrossNodes.from);
    one = makeLink(source, await cluster.find(acrossNodes.to.replace(/:.*/, '')), 'TCP', 8080);
    other = makeLink(source, { kind: 'service', namespace: 'shop', name: 'backend' }, 'TCP', 8080);
  });
  afterAll(async () => {
    await links.close();
    await cluster.close();
    await demo.end();
  });

  const replies = (bench: LinkBench): number => {
    const { latency } = bench.getSnapshot();
    return latency.state === 'idle' ? 0 : (latency.last?.summary.received ?? 0);
  };
  const rate = (bench: LinkBench): number | undefined => {
    const { bandwidth } = bench.getSnapshot();
    return bandwidth.state === 'done' ? bandwidth.last.summary?.receivedBitsPerSecond : undefined;
  };

  it('a pinned link goes on being pinged while the other is as well', { timeout: 60_000 }, async () => {
    links.first.choose(one);
    links.first.startLatency({ interval: 200 });
    await waitUntil('the first link answers', () => replies(links.first) > 2, 30_000);
    links.pin();
    const before = replies(links.second);
    links.first.choose(other);
    links.first.startLatency({ interval: 200 });
    await waitUntil('both answer', () => replies(links.first) > 2 && replies(links.second) > before, 30_000);
    expect(links.second.getSnapshot().link).toEqual(one);
  });

  it('bandwidth is measured over one, then over the other', { timeout: 90_000 }, async () => {
    const options = {
      protocol: 'TCP',
      direction: 'forward',
      streams: 1,
      seconds: 1,
      rateCap: 20e6,
      port: 5201,
    } as const;
    links.startBandwidth(options);
    expect(links.second.running()).not.toContain('bandwidth');
    await waitUntil(
      'both were tested',
      () => rate(links.first) !== undefined && rate(links.second) !== undefined,
      60_000,
    );
    expect([rate(links.first), rate(links.second)].map((bits) => (bits ?? 0) > 1e6)).toEqual([true, true]);
  });

  it('tests of before are kept for a longer time axis', { timeout: 60_000 }, async () => {
    const { bandwidth } = links.first.getSnapshot();
    const before = bandwidth.state === 'done' ? bandwidth.last.points : [];
    links.first.startBandwidth({
      protocol: 'TCP',
      direction: 'both',
      streams: 2,
      seconds: 1,
      rateCap: 20e6,
      port: 5201,
    });
    const series = await waitUntil(
      'it was tested again',
      () => {
        const now = links.first.getSnapshot().bandwidth;
        return now.state === 'done' && now.last.options.direction === 'both' && now.last;
      },
      45_000,
    );
    expect(series.earlier).toEqual(before);
    expect(series.summary?.back?.receivedBitsPerSecond).toBeGreaterThan(1e6);
  });

  it('a stop ends both', async () => {
    await links.stop();
    expect(links.running()).toEqual([]);
  });
});
