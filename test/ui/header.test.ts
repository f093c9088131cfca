import { describe, expect, it } from 'vitest';
import { headerLine } from '../../components/shell/header-lines.ts';
import { lineText } from '../../components/widgets/styled.ts';
import type { ClusterStatus } from '../../src/contracts/cluster.ts';
import { createFakeSession } from './support/fake-session.ts';
import { connected } from './support/fake-cluster.ts';
import { noon } from './support/fake-rows.ts';
import { openScreen } from './support/open-screen.tsx';

const stale = (asOf: number | undefined) => ({ state: 'stale', asOf, sentence: 'nothing listens there' }) as const;
const withStale: ClusterStatus = {
  ...connected,
  resources: {
    ...connected.resources,
    nodes: stale(noon - 4000),
    pods: stale(noon - 61_000),
    events: stale(undefined),
  },
};

const header = (status: ClusterStatus, width: number): string =>
  lineText(headerLine({ status, mode: 'observe', demo: undefined, now: noon, width, separator: '·' }));

describe('the header', () => {
  it('says how old the oldest list is', () => {
    expect(header(withStale, 120)).toContain('STALE 61s');
  });

  it('is told the time when something becomes stale later', async () => {
    const session = createFakeSession();
    let now = noon - 600_000;
    const screen = openScreen({ session, now: () => now });
    try {
      await screen.settled();
      now = noon;
      session.cluster.status.set(withStale);
      expect(await screen.settled()).toContain('STALE 61s');
    } finally {
      screen.close();
    }
  });

  it.each([60, 80, 120])(
    'says at %i columns that the link to the terminal is slow, beside all that must stay',
    (width) => {
      const facts = { status: connected, mode: 'observe', demo: undefined, now: noon, width, separator: '·' } as const;
      const text = lineText(headerLine({ ...facts, slowLink: true }));
      expect(text.length).toBeLessThanOrEqual(width);
      for (const part of ['prod-eu1', 'slow link', 'live', 'read-only']) expect(text).toContain(part);
      expect(lineText(headerLine({ ...facts, slowLink: false }))).not.toContain('slow link');
    },
  );

  for (const width of [60, 79, 80, 120, 200]) {
    it(`keeps context, freshness and mode at ${width} columns`, () => {
      const text = header(connected, width);
      expect(text.length).toBeLessThanOrEqual(width);
      for (const part of ['prod-eu1', '3 nodes, 1 NOT ready', 'live', 'read-only']) expect(text).toContain(part);
    });
  }
});
