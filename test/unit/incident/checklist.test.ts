import { describe, expect, it } from 'vitest';
import { checklistItems } from '../../../checks/index.ts';
import { emptyChecklist, reduceChecklist } from '../../../src/incident/checklist-state.ts';
import { createChecklist } from '../../../src/incident/create-checklist.ts';
import { entry, keepingRecorder } from './support.ts';

const dns = 'during/dns';
const find = (entries: readonly { item: { id: string } }[], id: string) => entries.find(({ item }) => item.id === id);

describe('the checklist', () => {
  it('begins with thirteen open items', () => {
    const checklist = createChecklist(checklistItems, keepingRecorder());
    expect(checklist.getSnapshot().map(({ mark, note }) => ({ mark, note }))).toEqual(
      Array.from({ length: 13 }, () => ({ mark: 'open', note: '' })),
    );
  });

  it('shows and records a mark and a note', () => {
    const recorder = keepingRecorder();
    const checklist = createChecklist(checklistItems, recorder, [], { now: () => 1234 });
    checklist.mark(dns, 'done');
    checklist.note(dns, ' coredns-1 answers ');
    expect(find(checklist.getSnapshot(), dns)).toMatchObject({
      mark: 'done',
      note: 'coredns-1 answers',
      changedAt: 1234,
    });
    expect(recorder.entries.map(({ type, data }) => [type, data])).toEqual([
      ['checklist/marked', { item: dns, mark: 'done' }],
      ['checklist/noted', { item: dns, text: 'coredns-1 answers' }],
    ]);
  });

  it('replays to what it was', () => {
    const recorder = keepingRecorder();
    const first = createChecklist(checklistItems, recorder, [], { now: () => 7 });
    first.mark(dns, 'done');
    first.mark('before/recent-changes', 'not-applicable');
    first.mark(dns, 'open');
    first.note('before/recent-changes', 'nobody was here');
    const replayed = recorder.entries.map((each) => ({ ...each, wall: 7 }));
    expect(createChecklist(checklistItems, keepingRecorder(), replayed).getSnapshot()).toEqual(first.getSnapshot());
  });

  it('records nothing for what changes nothing or does not exist', () => {
    const recorder = keepingRecorder();
    const checklist = createChecklist(checklistItems, recorder);
    checklist.mark(dns, 'open');
    checklist.note(dns, '  ');
    checklist.mark('during/never-heard-of', 'done');
    expect(recorder.entries).toEqual([]);
  });

  it('is another one after it was restored', () => {
    const checklist = createChecklist(checklistItems, keepingRecorder());
    checklist.mark(dns, 'done');
    checklist.restore([]);
    expect(find(checklist.getSnapshot(), dns)).toMatchObject({ mark: 'open' });
  });
});

describe('replaying', () => {
  it.each([
    ['an item of a later version', entry(1, 'checklist/marked', { item: 'during/new', mark: 'done' })],
    ['a mark of a later version', entry(1, 'checklist/marked', { item: dns, mark: 'delegated' })],
    ['data of another shape', entry(1, 'checklist/marked', 'done')],
    ['another type', entry(1, 'something/else', { item: dns, mark: 'done' })],
  ])('passes over %s', (_, strange) => {
    const before = emptyChecklist(checklistItems);
    expect(reduceChecklist(before, strange)).toBe(before);
  });
});
