import { expect, it } from 'vitest';
import type { Evidence } from '../../../src/contracts/evidence.ts';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';

const piece = (raw: string): Omit<Evidence, 'id'> => ({
  source: { kind: 'command', argv: ['ping'], commandLine: 'kubectl exec web -- ping', end: undefined },
  place: { kind: 'container', text: 'container app in pod shop/web-1' },
  at: 1,
  raw,
  truncated: false,
});

it('gives every piece an id of its own and finds it again', () => {
  const shelf = createEvidenceShelf();
  const first = shelf.add(piece('one'));
  const second = shelf.add(piece('two'));
  expect(first).not.toBe(second);
  expect(shelf.get(second)?.raw).toBe('two');
});

it('keeps only the newest pieces', () => {
  const shelf = createEvidenceShelf({ capacity: 3 });
  const ids = ['a', 'b', 'c', 'd', 'e'].map((raw) => shelf.add(piece(raw)));
  expect(shelf.getSnapshot().map(({ raw }) => raw)).toEqual(['c', 'd', 'e']);
  expect(shelf.get(ids[0]!)).toBeUndefined();
});

it('caps raw output, keeps its beginning and end, and says that it is truncated', () => {
  const shelf = createEvidenceShelf({ rawCap: 100 });
  const kept = shelf.get(shelf.add(piece(`first${'x'.repeat(500)}last`)));
  expect(kept?.truncated).toBe(true);
  expect(kept?.raw).toMatch(/^firstx+\n\[409 characters left out\]\nx+last$/);
});

it('never changes a snapshot that was handed out', () => {
  const shelf = createEvidenceShelf();
  shelf.add(piece('one'));
  const before = shelf.getSnapshot();
  shelf.add(piece('two'));
  expect(before).toHaveLength(1);
  expect(Object.isFrozen(before[0])).toBe(true);
});
