import { afterEach, describe, expect, it } from 'vitest';
import { makeLink } from '../../src/link/link-id.ts';
import { bandwidthSeries, latencySeries } from './support/fake-bench.ts';
import { podRows } from './support/fake-rows.ts';
import { createFakeSession, type FakeSession } from './support/fake-session.ts';
import { expectGolden } from './support/golden.ts';
import { type OpenScreen, openScreen, type OpenScreenOptions } from './support/open-screen.tsx';

let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

function open(options: OpenScreenOptions): OpenScreen {
  screen = openScreen(options);
  return screen;
}

/** A link under test with a lossy ping, an open port and a finished bandwidth test. */
function measuring(config?: unknown): FakeSession {
  const session = createFakeSession(config);
  const [source, , destination] = podRows;
  if (source === undefined || destination === undefined) throw new Error('the fake cluster has no pods');
  session.bench.choose(makeLink(source.endpoint, destination.endpoint, 'TCP', 8080));
  const times = Array.from({ length: 30 }, (_, index) =>
    index === 11 || index === 12 ? undefined : 0.2 + (index % 5) / 20,
  );
  session.bench.store.update((all) => ({
    ...all,
    latency: { state: 'running', since: 0, last: latencySeries(times) },
    bandwidth: { state: 'done', last: bandwidthSeries([9.1, 9.4, 9.2, 9.3, 5.2, 9.4, 9.4, 9.3, 9.1, 9.4], true) },
    dns: { state: 'failed', sentence: 'No DNS tool in container app.', nextStep: undefined, last: undefined },
    measured: { class: 'lossy', sentence: 'LOSSY ping 2/30 lost' },
  }));
  return session;
}

const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
  [60, 16],
  [50, 10],
] as const;

describe('the screen at every size', () => {
  for (const [columns, rows] of sizes) {
    it(`is drawn as before at ${columns}x${rows}`, async () => {
      expectGolden(`start-${columns}x${rows}`, await open({ columns, rows }).settled());
    });
  }

  it('shows all seven panes and live charts at 120x40', async () => {
    expectGolden('measuring-120x40', await open({ session: measuring() }).settled());
  });

  it('shows everything at 200x60', async () => {
    expectGolden('measuring-200x60', await open({ session: measuring(), columns: 200, rows: 60 }).settled());
  });

  for (const [key, pane] of ['cluster', 'cni', 'policies', 'link', 'latency', 'bandwidth', 'checklist'].entries()) {
    it(`shows the ${pane} tab at 80x24`, async () => {
      const opened = open({ session: measuring(), columns: 80, rows: 24 });
      expectGolden(`tab-${pane}-80x24`, await opened.type(String(key + 1)));
    });
  }
});

describe('terminals that can do less', () => {
  it('draws with ASCII only where the locale is not UTF-8', async () => {
    const text = await open({ session: measuring(), environment: { LANG: 'C' } }).settled();
    expect(text).not.toMatch(/[^\n -~]/);
    expectGolden('ascii-120x40', text);
  });

  it('draws with ASCII only on the Linux console', async () => {
    expect(await open({ environment: { TERM: 'linux' } }).settled()).not.toMatch(/[^\n -~]/);
  });

  it('sends no colours with NO_COLOR', async () => {
    const opened = open({ session: measuring(), environment: { NO_COLOR: '1' } });
    await opened.settled();
    expect(opened.terminal.written).not.toMatch(/\u001b\[[0-9;]*(?:3[0-7]|9[0-7]|4[0-7])m/);
    // Inverse marks the selection; it is no colour, and stays.
    expect(opened.terminal.written).toMatch(/\u001b\[(?:[0-9;]*;)?7m/);
  });

  it('marks focus and selection by text, so that nothing is lost without styles', async () => {
    const text = await open({ environment: { TERM: 'dumb' } }).settled();
    expect(text).toContain('[1 Cluster]');
    expect(text).toMatch(/\|> {2}worker-1/);
  });

  it('reads as a list for a screen reader, without frames and without the alternate screen', async () => {
    const opened = open({ session: measuring(), columns: 100, rows: 40, environment: { INK_SCREEN_READER: 'true' } });
    const text = await opened.type('7');
    expect(text).toContain('listitem: (selected) open: Gather pod names');
    expect(text).not.toMatch(/[│┌─]/);
    expect(opened.terminal.written).not.toContain('\u001b[?1049h');
    expectGolden('screen-reader', text);
  });
});

describe('resizing', () => {
  for (const [screen, alternateScreen] of [
    ['the alternate screen', true],
    ['the main screen', false],
  ] as const) {
    it(`is right on ${screen} after every step of a series of sizes`, () => resized(alternateScreen));
  }

  async function resized(alternateScreen: boolean): Promise<void> {
    const opened = open({ session: measuring({ alternateScreen }) });
    await opened.settled();
    for (const [columns, rows] of [
      [120, 40],
      [80, 24],
      [60, 16],
      [200, 60],
      [80, 24],
      [79, 23],
      [80, 24],
      [40, 10],
      [120, 40],
    ] as const) {
      opened.terminal.resize(columns, rows);
      const text = await opened.settled();
      const fresh = openScreen({ session: measuring(), columns, rows });
      const expected = await fresh.settled();
      fresh.close();
      expect(text).toBe(expected);
    }
  }
});
