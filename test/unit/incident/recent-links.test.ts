import { expect, it } from 'vitest';
import type { ProbeName } from '../../../src/contracts/probe.ts';
import { appendEntry } from '../../../src/incident/entry-types.ts';
import { lastMeasurements } from '../../../src/incident/measurements.ts';
import { createRecentLinks } from '../../../src/incident/recent-links.ts';
import { entry, keepingRecorder, link } from './support.ts';

it('recent links are each there once, the newest first', () => {
  const recent = createRecentLinks(keepingRecorder());
  for (const name of ['a', 'b', 'a']) recent.add(link(name));
  expect(recent.getSnapshot()).toEqual([link('a'), link('b')]);
});

it('recent links are twenty at most', () => {
  const recent = createRecentLinks(keepingRecorder());
  for (let count = 0; count < 30; count += 1) recent.add(link(String(count)));
  expect(recent.getSnapshot()).toHaveLength(20);
  expect(recent.getSnapshot()[0]).toEqual(link('29'));
});

it('a link chosen again at once is recorded once', () => {
  const recorder = keepingRecorder();
  const recent = createRecentLinks(recorder);
  recent.add(link('a'));
  recent.add(link('a'));
  expect(recorder.entries).toHaveLength(1);
});

it('recent links replay from the record, and strange entries are passed over', () => {
  const recorder = keepingRecorder();
  const recent = createRecentLinks(recorder);
  for (const name of ['a', 'b', 'c', 'b']) recent.add(link(name));
  const strange = entry(9, 'link/chosen', { id: 'x', source: { kind: 'planet', name: 'mars' } });
  expect(createRecentLinks(keepingRecorder(), [strange, ...recorder.entries]).getSnapshot()).toEqual(
    recent.getSnapshot(),
  );
});

it('measurements are read back: the newest of each link and probe', () => {
  const recorder = keepingRecorder();
  const summary = (name: string, probe: ProbeName, at: number): void =>
    appendEntry(recorder, 'probe/summary', { link: link(name), probe, at, sentence: `${probe} ${at}`, result: { at } });
  summary('a', 'latency', 1);
  summary('a', 'connect', 2);
  summary('b', 'latency', 3);
  summary('a', 'latency', 4);
  expect(lastMeasurements(recorder.entries).map((each) => [each.link.id, each.sentence, each.result])).toEqual([
    ['link-a', 'latency 4', { at: 4 }],
    ['link-b', 'latency 3', { at: 3 }],
    ['link-a', 'connect 2', { at: 2 }],
  ]);
});

it('what could not be tested does not hide what was measured before', () => {
  const recorder = keepingRecorder();
  const summary = (sentence: string, result: string): void => {
    appendEntry(recorder, 'probe/summary', {
      link: link('a'),
      probe: 'connect',
      at: recorder.entries.length,
      sentence,
      result: { class: result },
    });
  };
  summary('TCP 80 is open', 'open');
  summary('You may not run nc.', 'not-tested');
  expect(lastMeasurements(recorder.entries).map(({ sentence }) => sentence)).toEqual(['TCP 80 is open']);
});
