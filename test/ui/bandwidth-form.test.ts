import { describe, expect, it } from 'vitest';
import { parseBandwidthForm } from '../../components/dialogs/bandwidth-values.ts';
import { type LoadFacts, loadSentences } from '../../components/dialogs/load-words.ts';
import { optionsText } from '../../components/panes/bandwidth-options.ts';
import { makeLink } from '../../src/link/link-id.ts';
import { defaultOptions } from './support/fake-bench.ts';

const filled = { protocol: 'TCP', direction: 'forward', streams: '1', seconds: '10', cap: '', port: '5201' };

describe('the bandwidth form', () => {
  it('takes each direction, and up to 32 streams', () => {
    const directions = ['forward', 'reverse', 'both at once'].map((direction) =>
      parseBandwidthForm({ ...filled, direction, streams: '16' }),
    );
    expect(directions).toMatchObject(['forward', 'reverse', 'both'].map((direction) => ({ direction, streams: 16 })));
    expect(parseBandwidthForm({ ...filled, streams: '33' })).toBe('streams must be a number from 1 to 32');
  });

  it('says in one line what is tested', () => {
    const text = optionsText({ ...defaultOptions, direction: 'both', streams: 16, rateCap: 1e8 });
    expect(text).toBe('TCP, 10 s, 16 streams, both ways at once, at most 100 Mbit/s each way, port 5201');
  });
});

describe('what a test puts on whom', () => {
  const pod = (name: string) => ({ kind: 'pod', namespace: 'shop', name }) as const;
  const link = makeLink(pod('web-1'), pod('backend-1'), 'TCP', 8080);
  const words = (facts: Partial<LoadFacts>): string =>
    loadSentences({
      options: defaultOptions,
      link,
      source: undefined,
      destination: undefined,
      production: false,
      context: 'test',
      ...facts,
    })
      .map(({ text }) => text)
      .join(' ');

  it('counts both directions', () => {
    const both = words({ options: { ...defaultOptions, direction: 'both', rateCap: 1e8 } });
    expect(both).toContain('send each other at most 100 Mbit/s each way for 10 s, 250 MB in all at most');
  });

  it('names the pinned link, when the same is done over it afterwards', () => {
    const afterwards = makeLink(pod('web-1'), pod('cache-1'), 'TCP', 6379);
    expect(words({ afterwards })).toContain('Then the same over the pinned link, shop/web-1 → shop/cache-1 TCP 6379.');
    expect(words({})).not.toContain('pinned');
  });
});
