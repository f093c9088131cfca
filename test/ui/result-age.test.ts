import { describe, expect, it } from 'vitest';
import { agoText, measuredAgo } from '../../components/panes/probe-words.ts';
import type { ConnectResult, LinkSnapshot } from '../../src/contracts/probe.ts';
import { emptySnapshot } from '../../src/probes/bench/snapshot.ts';

const open: ConnectResult = {
  class: 'open',
  sentence: 'TCP 10.244.2.8:8080 is open',
  address: '10.244.2.8',
  port: 8080,
  program: 'nc',
  duration: 3,
  at: 1_000_000,
  evidence: [],
};

const stopped: LinkSnapshot = { ...emptySnapshot, connect: { state: 'done', last: open } };
const running: LinkSnapshot = { ...emptySnapshot, connect: { state: 'running', since: 0, last: open } };

describe('the age of a result', () => {
  it('is told of an answer that nothing feeds any more', () => {
    expect(measuredAgo(stopped, open.at + 600_000)).toBe(' (10m ago)');
  });

  it('is not told while something feeds the answer, nor right after', () => {
    expect([measuredAgo(running, open.at + 600_000), measuredAgo(stopped, open.at + 2000)]).toEqual(['', '']);
  });

  it('is not told of what was never found', () => {
    expect([measuredAgo(emptySnapshot, 5), agoText(undefined, 5)]).toEqual(['', '']);
  });
});
