import { describe, expect, it } from 'vitest';
import { checklistItems } from '../../../checks/index.ts';
import { type SummaryFacts, summaryText } from '../../../src/commands/summary.ts';
import type { LinkSnapshot } from '../../../src/contracts/probe.ts';
import { emptyChecklist } from '../../../src/incident/checklist-state.ts';
import { makeLink } from '../../../src/link/link-id.ts';
import { latencySummary } from '../../../src/probes/series/latency-summary.ts';

const nothing: LinkSnapshot = {
  link: undefined,
  source: undefined,
  destination: undefined,
  connect: { state: 'idle' },
  latency: { state: 'idle' },
  bandwidth: { state: 'idle' },
  dns: { state: 'idle' },
  pathMtu: { state: 'idle' },
  measured: { class: 'not-measured', sentence: 'nothing was measured' },
};

const link = makeLink(
  { kind: 'pod', namespace: 'shop', name: 'frontend' },
  { kind: 'service', namespace: 'shop', name: 'backend' },
  'TCP',
  8080,
);

const measured: LinkSnapshot = {
  ...nothing,
  link,
  measured: { class: 'lossy', sentence: 'ping 1/4 lost' },
  connect: {
    state: 'done',
    last: {
      class: 'open',
      sentence: 'TCP 10.244.2.8:8080 open in 0.4 ms',
      address: '10.244.2.8',
      port: 8080,
      program: 'nc',
      duration: 0.4,
      at: 1,
      evidence: [],
    },
  },
  latency: {
    state: 'done',
    last: {
      points: [],
      summary: latencySummary(
        [0.1, 0.2, undefined, 0.3].map((milliseconds, sequence) => ({ sequence, at: 1, milliseconds })),
      ),
      interval: 1_000,
      remark: undefined,
      evidence: [],
    },
  },
  bandwidth: { state: 'failed', sentence: 'not measured: TCP 5201 timed out', nextStep: undefined, last: undefined },
};

const text = (facts: Partial<SummaryFacts> = {}): string =>
  summaryText({
    snapshot: nothing,
    context: 'prod-eu1',
    checklist: emptyChecklist(checklistItems),
    recordPath: undefined,
    recordProblem: undefined,
    ascii: false,
    ...facts,
  });

describe('the words after the screen', () => {
  it('tells of the pinned link as well', () => {
    const other = makeLink({ kind: 'pod', namespace: 'shop', name: 'frontend' }, { kind: 'ip', address: '10.0.0.7' });
    const words = text({ snapshot: measured, second: { ...measured, link: other } });
    expect(words.match(/^ {2}link /gm)).toHaveLength(2);
    expect(words).toContain('10.0.0.7');
  });

  it('hold the link, what was measured and where the record lies', () => {
    expect(text({ snapshot: measured, recordPath: '/s/plumbline/clusters/x/record.ndjson' }).split('\n')).toEqual([
      'plumbline, context prod-eu1',
      '  link       shop/frontend → service shop/backend TCP 8080',
      '  measured   lossy: ping 1/4 lost',
      '  connect    TCP 10.244.2.8:8080 open in 0.4 ms',
      '  latency    3/4 answered, 25 % lost, min 0.10 ms, avg 0.20 ms, p50 0.20 ms, p95 0.30 ms, p99 0.30 ms, max 0.30 ms, jitter 0.10 ms',
      '  bandwidth  not measured: TCP 5201 timed out',
      '  record     /s/plumbline/clusters/x/record.ndjson',
      '',
    ]);
  });

  it('are none when nothing was done', () => {
    expect(text()).toBe('');
  });

  it('say how far the checklist is and what comes next', () => {
    const checklist = emptyChecklist(checklistItems).map((entry, index) =>
      index < 4 ? { ...entry, mark: 'done' as const } : entry,
    );
    expect(text({ checklist })).toContain('checklist  4/13, next: Start with basic connectivity tests');
  });

  it('say that the record could not be written', () => {
    const recordProblem = { sentence: 'The disk is full.', nextStep: '', since: 1, waiting: 2, lost: 0 };
    expect(text({ recordProblem })).toContain('record     The disk is full.');
  });

  it('are ASCII where the terminal is', () => {
    expect(text({ snapshot: measured, ascii: true })).toMatch(/^[ -~\n]+$/);
  });

  it('hold no control sequences of the cluster', () => {
    const snapshot: LinkSnapshot = { ...measured, measured: { class: 'unclear', sentence: 'a\u001b[2Jb' } };
    expect(text({ snapshot })).not.toContain('\u001b');
  });
});
