import { describe, expect, it } from 'vitest';
import { createBackoff } from '../../../src/kube/watch/backoff.ts';
import { splitItems } from '../../../src/kube/watch/items.ts';
import { splitLines } from '../../../src/kube/watch/lines.ts';
import { guardSilence } from '../../../src/kube/watch/silence.ts';
import { manualClock } from './manual-clock.ts';

/** The text in pieces of so many bytes, so that every boundary is tried. */
async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function lines(text: string, size: number, limit = 1000): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of splitLines(inPieces(text, size), limit))
    found.push(...batch.map((line) => line.toString()));
  return found;
}

async function items(text: string, size: number, limit = 1000): Promise<{ items: unknown[]; rest: unknown }> {
  const found: unknown[] = [];
  let rest: unknown;
  for await (const pieces of splitItems(inPieces(text, size), limit)) {
    found.push(...pieces.items.map((item) => JSON.parse(item.toString()) as unknown));
    if (pieces.rest !== undefined) rest = JSON.parse(pieces.rest.toString());
  }
  return { items: found, rest };
}

describe('splitting a stream into lines', () => {
  it.each([1, 2, 3, 7, 100])('gives the same lines for pieces of %i bytes', async (size) => {
    expect(await lines('{"a":"ä"}\n\n{"b":2}\n{"c":3}\n', size)).toEqual(['{"a":"ä"}', '{"b":2}', '{"c":3}']);
  });

  it('drops what is left without a newline at the end', async () => {
    expect(await lines('{"a":1}\n{"ha', 4)).toEqual(['{"a":1}']);
  });

  it('refuses a line without end instead of filling memory', async () => {
    await expect(lines('x'.repeat(2000), 64)).rejects.toThrow('a line of more than 1000 bytes');
  });
});

describe('cutting a list into its items', () => {
  const list = {
    kind: 'PodList',
    metadata: { resourceVersion: '7', continue: 'items' },
    items: [{ a: 'x"}]\\' }, { b: { c: [1, { d: '\\"items":[' }] } }, {}, { e: 'ä€\\\\' }],
    more: { items: [1] },
  };

  it.each([1, 2, 3, 5, 11, 1000])('gives the same items for pieces of %i bytes', async (size) => {
    expect(await items(JSON.stringify(list), size)).toEqual({ items: list.items, rest: { ...list, items: [] } });
  });

  it('reads a list with blanks and line breaks', async () => {
    expect(await items(JSON.stringify(list, null, 2), 13)).toEqual({ items: list.items, rest: { ...list, items: [] } });
  });

  it('reads an empty list and one that is null', async () => {
    expect(await items('{"items":[]}', 3)).toEqual({ items: [], rest: { items: [] } });
    expect(await items('{"items":null}', 3)).toEqual({ items: [], rest: { items: null } });
  });

  it('refuses a list that breaks off', async () => {
    await expect(items('{"items":[{"a":1},{"b"', 4)).rejects.toThrow('broke off');
  });

  it('refuses an object without end instead of filling memory', async () => {
    await expect(items(`{"items":[{"a":"${'x'.repeat(2000)}"}]}`, 64)).rejects.toThrow('more than 1000 bytes');
    await expect(items(`{"other":"${'x'.repeat(2000)}"}`, 64)).rejects.toThrow('no list');
  });
});

describe('waiting between tries', () => {
  it('doubles from one second to thirty and starts again after a success', () => {
    const backoff = createBackoff(() => 0.999_999);
    expect(Array.from({ length: 7 }, () => Math.round(backoff.next()))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    backoff.reset();
    expect(Math.round(backoff.next())).toBe(1000);
  });

  it('spreads over the upper half', () => {
    expect(createBackoff(() => 0).next()).toBe(500);
  });
});

describe('noticing silence', () => {
  it('aborts after the limit counted from the last word', () => {
    const clock = manualClock();
    const guard = guardSilence(new AbortController().signal, 90_000, clock);
    clock.advance(80_000);
    guard.heard();
    clock.advance(80_000);
    expect(guard.signal.aborted).toBe(false);
    clock.advance(10_000);
    expect([guard.signal.aborted, guard.silent()]).toEqual([true, true]);
  });

  it('does not call it silence when it was ended from outside', () => {
    const clock = manualClock();
    const parent = new AbortController();
    const guard = guardSilence(parent.signal, 90_000, clock);
    parent.abort();
    expect([guard.signal.aborted, guard.silent()]).toEqual([true, false]);
    guard.dispose();
    expect(clock.waiting()).toBe(0);
  });
});
