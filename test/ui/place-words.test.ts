import { describe, expect, it } from 'vitest';
import { commonPlaceLines, placeAfter } from '../../components/panes/place-lines.ts';
import { probeWords } from '../../components/panes/probe-words.ts';
import type { ConnectResult, LinkSnapshot } from '../../src/contracts/probe.ts';
import type { Place } from '../../src/contracts/runner.ts';
import { emptySnapshot } from '../../src/probes/bench/snapshot.ts';

const container: Place = { kind: 'container', rung: 'container', text: 'container web', brief: 'container web' };
const probePod: Place = {
  kind: 'probe-pod',
  rung: 'probe-pod',
  text: 'probe pod x',
  brief: 'probe pod x',
  caveat: 'its labels and policies are not those of web-1',
};

function snapshot(connect: Place, pathMtu?: Place): LinkSnapshot {
  const open: ConnectResult = {
    class: 'open',
    sentence: 'TCP 10.0.0.1:80 is open',
    address: '10.0.0.1',
    port: 80,
    program: 'nc',
    duration: 1,
    at: 0,
    evidence: [],
    place: connect,
  };
  const passes = { class: 'full-size-passes', sentence: 'packets pass', mtu: 1450, at: 0, evidence: [] } as const;
  return {
    ...emptySnapshot,
    connect: { state: 'done', last: open },
    ...(pathMtu && { pathMtu: { state: 'done', last: { ...passes, place: pathMtu } } }),
  };
}

const texts = (of: LinkSnapshot): readonly string[] =>
  commonPlaceLines(of, 100).map((spans) =>
    spans
      .map(({ text }) => text)
      .join('')
      .trim(),
  );

describe('the place beside a result', () => {
  it('is said once where all results share it', () => {
    const of = snapshot(container, container);
    expect(texts(of)).toEqual(['runs in container web']);
    expect(probeWords(of, 'connect')?.text).toBe('TCP 10.0.0.1:80 is open');
  });

  it('is said beside each where they differ', () => {
    const of = snapshot(container, probePod);
    expect(texts(of)).toEqual([]);
    expect(probeWords(of, 'connect')?.text).toBe('TCP 10.0.0.1:80 is open, from container web');
    expect(probeWords(of, 'path-mtu')?.text).toBe(
      'packets pass, from probe pod x (its labels and policies are not those of web-1)',
    );
  });

  it('of a probe pod says that its answer is not the pod’s own', () => {
    expect(texts(snapshot(probePod))).toEqual(['runs in probe pod x: its labels and policies are not those of web-1']);
  });

  it('is not said before anything ran', () => {
    expect([texts(emptySnapshot), placeAfter(undefined)]).toEqual([[], '']);
  });
});
