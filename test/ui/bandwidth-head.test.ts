import { describe, expect, it } from 'vitest';
import { bandwidthHead } from '../../components/panes/bandwidth-head.ts';
import { lineText } from '../../components/widgets/styled.ts';
import { bandwidthSeries } from './support/fake-bench.ts';
import { noon } from './support/fake-rows.ts';

const head = (rates: readonly number[], now: number): string =>
  lineText(bandwidthHead(bandwidthSeries(rates, false), now));

describe('the first line of a running bandwidth test', () => {
  it('is its newest rate', () => {
    expect(head([9, 8.5], noon + 1500)).toMatch(/^ 8.50 Gbit\/s {2}TCP, 10 s/);
  });

  it('says since when nothing passes', () => {
    expect(head([9, 0, 0], noon + 2500)).toContain('STALLED for 2 s: 0 bit/s');
  });

  it('says that no numbers come any more', () => {
    expect(head([9, 8.5], noon + 6000)).toContain('no data for 5 s');
  });

  it('does not complain of silence after the last interval', () => {
    expect(head([9, 9, 9, 9, 9, 9, 9, 9, 9, 9], noon + 13_000)).toContain('9.00 Gbit/s');
  });
});
