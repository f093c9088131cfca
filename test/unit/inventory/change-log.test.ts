import { expect, it } from 'vitest';
import { ChangeLog } from '../../../src/inventory/change-log.ts';

it('a replaced record is gone and its successor fresh; what came and went in between is neither', () => {
  const log = new ChangeLog<string>(10);
  log.add('web-1');
  const position = log.position;
  log.remove('web-1');
  log.add('web-1 ready');
  log.add('passing');
  log.remove('passing');
  expect(log.since(position)).toEqual({ gone: ['web-1'], fresh: ['web-1 ready'] });
  expect(log.since(log.position)).toEqual({ gone: [], fresh: [] });
});

it('after more changes than it remembers it says that it does not know', () => {
  const log = new ChangeLog<number>(10);
  const start = log.position;
  for (let change = 0; change < 9; change += 1) log.add(change);
  expect(log.since(start)?.fresh).toHaveLength(9);
  const later = log.position;
  for (let change = 0; change < 4; change += 1) log.add(change + 100);
  expect(log.since(start)).toBeUndefined();
  expect(log.since(later)?.fresh).toEqual([100, 101, 102, 103]);
});
