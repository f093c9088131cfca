import { appendFileSync, chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/contracts/json.ts';
import type { ClusterId } from '../../../src/contracts/change.ts';
import { cluster, entry, fileOf, folderOf, linesOf, namesIn, openForTest, stateFolder } from './support.ts';

const line = (seq: number): string => `${JSON.stringify(entry(seq))}\n`;

describe('a record', () => {
  it('is there on the next start, and goes on counting', async () => {
    const state = stateFolder();
    const first = await openForTest(state);
    first.append('test/a', { text: 'één' });
    first.append('test/b', [1, null]);
    await first.close();
    const second = await openForTest(state);
    expect(second.entries.map(({ seq, type, data }) => ({ seq, type, data }))).toEqual([
      { seq: 1, type: 'test/a', data: { text: 'één' } },
      { seq: 2, type: 'test/b', data: [1, null] },
    ]);
    second.append('test/c', 3);
    expect(linesOf(fileOf(state)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('has every entry in the file when append returns', async () => {
    const state = stateFolder();
    const record = await openForTest(state);
    record.append('test/a', 1);
    expect(linesOf(fileOf(state))).toHaveLength(1);
  });

  it('lies in private files and folders, whatever the umask and whatever was there', async () => {
    const state = stateFolder();
    mkdirSync(folderOf(state), { recursive: true });
    chmodSync(folderOf(state), 0o777);
    writeFileSync(fileOf(state), line(1));
    chmodSync(fileOf(state), 0o666);
    await openForTest(state);
    expect(statSync(fileOf(state)).mode & 0o777).toBe(0o600);
    for (const folder of [state, join(state, 'clusters'), folderOf(state)]) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
  });

  it('holds no secrets', async () => {
    const state = stateFolder();
    const record = await openForTest(state);
    record.append('test/run', { argv: ['tool', '--token', 'abcdef'], note: 'PASSWORD=hunter2 on 10.244.1.5' });
    expect(linesOf(fileOf(state))[0]?.data).toEqual({
      argv: ['tool', '--token', '[redacted]'],
      note: 'PASSWORD=[redacted] on 10.244.1.5',
    });
  });

  it('replaces data that is far too large by its size', async () => {
    const state = stateFolder();
    const record = await openForTest(state);
    record.append('test/large', 'x'.repeat(2_000_000));
    expect(linesOf(fileOf(state))[0]?.data).toEqual({ tooLarge: 2_000_002 });
  });

  it('records that there was something, when it is no JSON', async () => {
    const state = stateFolder();
    const record = await openForTest(state);
    const knot: Record<string, Json> = {};
    knot['self'] = knot;
    record.append('test/knot', knot);
    expect(linesOf(fileOf(state))[0]?.data).toHaveProperty('notRecorded');
  });

  it('never leaves its folder, whatever a server calls its cluster', async () => {
    const state = stateFolder();
    const record = await openForTest(state, { clusterId: '../../../etc' as ClusterId });
    expect(record.path()).toMatch(new RegExp(`^${join(state, 'clusters')}/[0-9a-f]{64}/record\\.ndjson$`));
  });

  it('keeps entries of types and versions that it does not know', async () => {
    const state = stateFolder();
    mkdirSync(folderOf(state), { recursive: true });
    const later = '{"v":2,"seq":7,"when":"then","type":"x","payload":{}}\n';
    writeFileSync(fileOf(state), line(1) + later);
    const record = await openForTest(state);
    record.append('test/new', 1);
    expect(record.entries.map(({ seq }) => seq)).toEqual([1]);
    expect(readFileSync(fileOf(state), 'utf8')).toContain(later);
    expect(linesOf(fileOf(state)).at(-1)?.seq).toBe(8);
  });
});

describe('what a crash tore', () => {
  it('at the end is set aside, and nothing else is lost', async () => {
    const state = stateFolder();
    mkdirSync(folderOf(state), { recursive: true });
    writeFileSync(fileOf(state), `${line(1)}${line(2)}${line(3).slice(0, 20)}`);
    const record = await openForTest(state, { now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
    expect(record.entries.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(record.notices).toHaveLength(1);
    expect(record.notices[0]).toContain('1 entry of the record was cut off by a crash');
    expect(readFileSync(join(folderOf(state), 'record.torn-20260102T030405Z'), 'utf8')).toBe(
      `${line(3).slice(0, 20)}\n`,
    );
    record.append('test/next', 1);
    expect(linesOf(fileOf(state)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('is noted in the record itself', async () => {
    const state = stateFolder();
    mkdirSync(folderOf(state), { recursive: true });
    writeFileSync(fileOf(state), 'half');
    await openForTest(state);
    expect(linesOf(fileOf(state))[0]?.type).toBe('record/recovered');
  });

  it('in the middle is set aside, and the entry that was appended to it is found', async () => {
    const state = stateFolder();
    mkdirSync(folderOf(state), { recursive: true });
    writeFileSync(fileOf(state), `${line(1)}${line(2).slice(0, 25)}${line(3)}${line(4)}`);
    const record = await openForTest(state);
    expect(record.entries.map(({ seq }) => seq)).toEqual([1, 3, 4]);
    expect(namesIn(state).filter((name) => name.startsWith('record.torn-'))).toHaveLength(1);
  });

  it.each([
    ['nothing but NUL bytes', '\0'.repeat(100)],
    ['another file', '<html>no</html>\n'],
    ['JSON that is no entry', '[]\n42\n{"v":0}\n{"v":1,"seq":"x"}\n'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a, 0x80])],
  ])('may be %s', async (_, content) => {
    const state = stateFolder();
    mkdirSync(folderOf(state), { recursive: true });
    writeFileSync(fileOf(state), line(1));
    appendFileSync(fileOf(state), content);
    const record = await openForTest(state);
    expect(record.entries.map(({ seq }) => seq)).toEqual([1]);
    record.append('test/next', 1);
    expect(linesOf(fileOf(state)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('may be the last newline alone', async () => {
    const state = stateFolder();
    mkdirSync(folderOf(state), { recursive: true });
    writeFileSync(fileOf(state), `${line(1)}${line(2)}`.trimEnd());
    const record = await openForTest(state);
    record.append('test/next', 1);
    expect(linesOf(fileOf(state)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(record.notices).toEqual([]);
  });

  it('is cut at any byte without losing the entries before it', async () => {
    const whole = line(1) + line(2);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const state = stateFolder();
      mkdirSync(folderOf(state), { recursive: true });
      writeFileSync(fileOf(state), whole.slice(0, cut));
      const record = await openForTest(state);
      const expected = cut >= whole.length - 1 ? [1, 2] : cut >= line(1).length - 1 ? [1] : [];
      expect(
        record.entries.map(({ seq }) => seq),
        `cut at ${cut}`,
      ).toEqual(expected);
      await record.close();
    }
  });
});

describe('a record that has grown long', () => {
  it('is put away whole, and the new file begins with what the next start needs', async () => {
    const state = stateFolder();
    const first = await openForTest(state);
    first.append('checklist/marked', { item: 'during/dns', mark: 'open' });
    for (let count = 0; count < 50; count += 1) first.append('test/noise', count);
    first.append('checklist/marked', { item: 'during/dns', mark: 'done' });
    await first.close();
    const second = await openForTest(state, { longestFile: 1_000, now: () => Date.UTC(2026, 0, 2) });
    expect(second.entries.map(({ seq, data }) => ({ seq, data }))).toEqual([
      { seq: 1, data: { item: 'during/dns', mark: 'done' } },
    ]);
    expect(linesOf(join(folderOf(state), 'record.until-20260102T000000Z.ndjson'))).toHaveLength(52);
    second.append('test/next', 1);
    expect(linesOf(fileOf(state)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });
});

it('keeps clusters apart by their id', async () => {
  const state = stateFolder();
  (await openForTest(state)).append('test/a', 1);
  const other = await openForTest(state, { clusterId: `${cluster}-2` as ClusterId });
  expect(other.entries).toEqual([]);
});
