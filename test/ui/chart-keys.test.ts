import { afterEach, describe, expect, it } from 'vitest';
import { makeLink } from '../../src/link/link-id.ts';
import { bandwidthSeries, latencySeries } from './support/fake-bench.ts';
import { podRows } from './support/fake-rows.ts';
import { createFakeSession, type FakeSession } from './support/fake-session.ts';
import { expectGolden } from './support/golden.ts';
import { type OpenScreen, openScreen, type OpenScreenOptions } from './support/open-screen.tsx';

const left = '\u001b[D';
const right = '\u001b[C';
let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

function open(options: OpenScreenOptions): OpenScreen {
  screen = openScreen({ columns: 80, rows: 24, ...options });
  return screen;
}

/** Two links that were measured, one of them pinned. */
function twoLinks(): FakeSession {
  const session = createFakeSession();
  const [source, other, destination] = podRows;
  if (source === undefined || other === undefined || destination === undefined)
    throw new Error('the fake cluster has no pods');
  session.bench.choose(makeLink(source.endpoint, destination.endpoint, 'TCP', 8080));
  session.beside.choose(makeLink(source.endpoint, other.endpoint, 'TCP', 8080));
  const times = Array.from({ length: 60 }, (_, index) => (index === 21 ? undefined : 0.2 + (index % 5) / 50));
  session.bench.store.update((all) => ({
    ...all,
    latency: { state: 'done', last: latencySeries(times) },
    bandwidth: { state: 'done', last: bandwidthSeries([9.1, 9.4, 9.2, 9.3, 9.4], true) },
  }));
  session.beside.store.update((all) => ({
    ...all,
    latency: { state: 'done', last: latencySeries(times.map((time) => (time ?? 0.2) * 2)) },
    bandwidth: { state: 'done', last: bandwidthSeries([4.1, 4.4, 9.2, 4.3, 4.4], true) },
  }));
  return session;
}

describe('the keys of a chart', () => {
  it('make its time axis longer and shorter, and say how long it is', async () => {
    const opened = open({ session: twoLinks() });
    await opened.type('5');
    expect(await opened.type('--')).toContain('5 s a column');
    expect(await opened.type('+')).toContain('2 s a column');
    expect(await opened.type('+')).not.toContain('a column');
  });

  it('hold it and read out one sample after the other, until Esc', async () => {
    const opened = open({ session: twoLinks() });
    await opened.type('6');
    expect(await opened.type(left)).toContain('^ 12:00:04  9.40 Gbit/s  o 4.40 Gbit/s');
    expect(await opened.type(left)).toContain('^ 12:00:03  9.30 Gbit/s  o 4.30 Gbit/s');
    expect(await opened.type(right)).toContain('HELD');
    expect(await opened.type('\u001b')).not.toContain('HELD');
  });

  it('follow the newest again beyond the newest', async () => {
    const opened = open({ session: twoLinks() });
    await opened.type('6');
    expect(await opened.type(left)).toContain('HELD');
    expect(await opened.type(right)).not.toContain('HELD');
  });
});

describe('two links at 80x24', () => {
  it('are told apart in ASCII and without colour', async () => {
    const opened = open({ session: twoLinks(), environment: { LANG: 'C', NO_COLOR: '1' } });
    const text = await opened.type('5');
    expect(text).not.toMatch(/[^\n -~]/);
    expectGolden('two-links-latency-80x24', text);
    expectGolden('two-links-bandwidth-80x24', await opened.type('6'));
  });

  it('are told in words to a screen reader', async () => {
    const opened = open({ session: twoLinks(), columns: 100, rows: 40, environment: { INK_SCREEN_READER: 'true' } });
    expect(await opened.type('5')).toContain('o 60 sent');
  });
});
