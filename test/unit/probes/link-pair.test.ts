import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/contracts/endpoint.ts';
import type { Link } from '../../../src/contracts/link.ts';
import type { LinkPair } from '../../../src/contracts/probe.ts';
import { makeLink } from '../../../src/link/link-id.ts';
import { createLinkPair } from '../../../src/probes/bench/link-pair.ts';
import { bandwidthSeries, createFakeBench, defaultOptions, type FakeBench } from '../../ui/support/fake-bench.ts';

const pod = (name: string): Endpoint => ({ kind: 'pod', namespace: 'shop', name });
const link = (to: string): Link => makeLink(pod('web-1'), pod(to), 'TCP', 8080);
const [backend, cache] = [link('backend-1'), link('cache-1')];

function pair(): { pair: LinkPair; one: FakeBench; other: FakeBench } {
  const [one, other] = [createFakeBench(), createFakeBench()];
  return { pair: createLinkPair([one, other]), one, other };
}

describe('two links beside each other', () => {
  it('a pinned link keeps what runs on it, and the place under test is free', () => {
    const { pair: links, one } = pair();
    links.first.choose(backend);
    links.first.startLatency();
    links.pin();
    expect(links.first.getSnapshot().link).toBeUndefined();
    expect(links.second.getSnapshot().link).toEqual(backend);
    expect(links.second.running()).toEqual(['latency']);
    expect(one.calls).not.toContain('stop');
  });

  it('choosing the pinned link makes it the one under test, and the other the pinned one', () => {
    const { pair: links } = pair();
    links.first.choose(backend);
    links.pin();
    links.first.choose(cache);
    links.first.choose(backend);
    expect([links.first, links.second].map((bench) => bench.getSnapshot().link?.id)).toEqual([backend.id, cache.id]);
  });

  it('the link under test is not chosen as the second one as well', () => {
    const { pair: links } = pair();
    links.first.choose(backend);
    links.second.choose(backend);
    expect(links.second.getSnapshot().link).toBeUndefined();
  });

  it('whoever listens hears of the bench that has the role, and of a change of roles', async () => {
    const { pair: links, one, other } = pair();
    let heard = 0;
    const unsubscribe = links.first.subscribe(() => {
      heard += 1;
    });
    const after = async (change: () => void): Promise<number> => {
      change();
      await Promise.resolve();
      return heard;
    };
    expect(await after(() => other.choose(cache))).toBe(0);
    expect(await after(() => one.choose(backend))).toBe(1);
    expect(await after(() => links.exchange())).toBe(2);
    expect(await after(() => other.choose(backend))).toBe(3);
    unsubscribe();
    expect(await after(() => other.choose(cache))).toBe(3);
  });

  it('a stop is for both, and both are asked what runs', async () => {
    const { pair: links } = pair();
    links.first.choose(backend);
    links.first.startLatency();
    links.second.choose(cache);
    links.second.startConnect();
    expect(links.running().toSorted()).toEqual(['connect', 'latency']);
    await links.stop();
    expect(links.running()).toEqual([]);
  });
});

describe('a bandwidth test over both links', () => {
  async function after(ended: boolean): Promise<readonly string[]> {
    const { pair: links, one, other } = pair();
    links.first.choose(backend);
    links.second.choose(cache);
    links.startBandwidth(defaultOptions);
    expect(other.running()).toEqual([]);
    await one.stop('bandwidth');
    one.store.update((all) => ({ ...all, bandwidth: { state: 'done', last: bandwidthSeries([1], ended) } }));
    await Promise.resolve();
    return other.running();
  }

  it('is made over the second when the first has ended', async () => {
    expect(await after(true)).toEqual(['bandwidth']);
  });

  it('is not gone on with when the first was stopped', async () => {
    expect(await after(false)).toEqual([]);
  });
});
