import { afterEach, describe, expect, it } from 'vitest';
import { headerLine } from '../../components/shell/header-lines.ts';
import { latencyStatistics } from '../../components/charts/latency-chart.ts';
import { lineText } from '../../components/widgets/styled.ts';
import { makeLink } from '../../src/link/link-id.ts';
import { latencySeries } from './support/fake-bench.ts';
import { connected } from './support/fake-cluster.ts';
import { noon, podRows } from './support/fake-rows.ts';
import { createFakeSession, type FakeSession } from './support/fake-session.ts';
import { type OpenScreen, openScreen } from './support/open-screen.tsx';

let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

/** A ping whose sample of this index was lost. */
function pinging(samples: number, lost = 3): FakeSession {
  const session = createFakeSession();
  const [source, , destination] = podRows;
  if (source === undefined || destination === undefined) throw new Error('the fake cluster has no pods');
  session.bench.choose(makeLink(source.endpoint, destination.endpoint, 'TCP', 8080));
  const times = Array.from({ length: samples }, (_, index) => (index === lost ? undefined : 0.2 + (index % 5) / 20));
  session.bench.store.update((all) => ({
    ...all,
    latency: { state: 'running', since: 0, last: latencySeries(times) },
  }));
  return session;
}

async function linkPane(session: FakeSession, options: { readonly maxFps?: number } = {}): Promise<string> {
  screen?.close();
  screen = openScreen({ session, columns: 80, rows: 24, ...options });
  return screen.type('4');
}

describe('over a slow link', () => {
  it('the header leaves out what stands in the panes, never what is wrong', () => {
    const facts = {
      status: connected,
      mode: 'observe',
      demo: undefined,
      now: noon,
      width: 160,
      separator: '·',
    } as const;
    const [full, few] = [false, true].map((sparing) => lineText(headerLine({ ...facts, sparing })).trim());
    for (const text of [full, few])
      for (const part of ['prod-eu1', '3 nodes, 1 NOT ready', 'live', 'read-only']) expect(text).toContain(part);
    expect(full).toMatch(/polic/);
    expect(few).not.toMatch(/polic|service|flannel/);
  });

  it('a probe says what matters, its loss above all', async () => {
    expect(await linkPane(pinging(30))).toContain('30 sent, 3.3 % lost, p50 0.300 ms, p95 0.400 ms');
    const text = await linkPane(pinging(30), { maxFps: 1 });
    expect(text).toContain('1/30 lost, p50 0.300 ms');
    expect(text).not.toContain('p95');
  });

  it('the statistics keep to one line', () => {
    const { summary } = latencySeries([0.2, 0.3, undefined]);
    expect(latencyStatistics(summary, 60).length).toBe(2);
    expect(latencyStatistics(summary, 60, true).map(lineText)).toEqual([
      expect.stringMatching(/^loss 33.3 % \(1\/3\) /),
    ]);
  });

  it('the last row names the first keys of the pane and the way to all others', async () => {
    const keysOf = async (options: { readonly maxFps?: number }): Promise<string> =>
      (await linkPane(pinging(5), options)).split('\n').at(-1) ?? '';
    expect(await keysOf({})).toContain('w swap  V verdict');
    const keys = await keysOf({ maxFps: 1 });
    expect(keys).toMatch(/^ s source {2}d destination {2}w swap {2}: command {2}\? keys {2}q quit$/);
  });

  it('the small chart of the Link pane sweeps: a sample stays where it was drawn', async () => {
    // The mark of the one that was lost, below the chart.
    const lostAt = async (samples: number, options: { readonly maxFps?: number }): Promise<number> =>
      Math.max(...(await linkPane(pinging(samples, 120), options)).split('\n').map((row) => row.search(/ x +│$/)));
    expect(await lostAt(165, {})).toBeLessThan(await lostAt(130, {}));
    expect(await lostAt(165, { maxFps: 1 })).toBe(await lostAt(130, { maxFps: 1 }));
  });

  it('a screen reader is still told everything', async () => {
    screen = openScreen({ session: pinging(30), columns: 100, environment: { INK_SCREEN_READER: 'true' } });
    expect(await screen.type('4')).toContain('p95 0.400 ms');
  });
});
