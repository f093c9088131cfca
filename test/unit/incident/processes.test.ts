import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RecorderProblem } from '../../../src/contracts/record.ts';
import type { IncidentRecord } from '../../../src/incident/open-record.ts';
import { identityText, mayRun, ownIdentity, parseIdentity } from '../../../src/incident/process-identity.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { fileOf, folderOf, linesOf, namesIn, openForTest, stateFolder } from './support.ts';

const writer = new URL('writer-process.ts', import.meta.url).pathname;

interface Started {
  readonly child: ChildProcess;
  /** The next line of its output that `wanted` accepts. */
  readonly line: (wanted: (line: string) => boolean) => Promise<string>;
  readonly ended: () => Promise<void>;
}

function start(argv: readonly string[]): Started {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async line(wanted) {
      for (;;) {
        const next = await lines.next();
        if (next.done === true) throw new Error('the process ended before it said so');
        if (wanted(next.value)) return next.value;
      }
    },
    ended: () => exit,
  };
}

const writing = (state: string, count: number, name: string): Started =>
  start([process.execPath, writer, state, String(count), name]);

const countsOf = (lines: readonly { readonly data: unknown }[], name: string): number[] =>
  lines
    .map(({ data }) => data as { readonly name?: string; readonly count?: number })
    .filter((data) => data.name === name)
    .map(({ count }) => count ?? 0);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a process that is killed', () => {
  it('leaves every entry that it had appended, and its file free for the next', async () => {
    const state = stateFolder();
    const { child, line, ended } = writing(state, 0, 'killed');
    await line((text) => text === '500');
    child.kill('SIGKILL');
    await ended();
    const record = await openForTest(state);
    expect(record.path()).toBe(fileOf(state));
    const counts = countsOf(record.entries, 'killed');
    expect(counts.length).toBeGreaterThanOrEqual(500);
    expect(counts).toEqual(upTo(counts.length));
    expect(namesIn(state).filter((name) => name.includes('.writer-'))).toHaveLength(1);
  });
});

describe('two processes on one cluster at once', () => {
  it('write files of their own, and the next start reads both as one timeline', async () => {
    const state = stateFolder();
    const both = [writing(state, 1_000, 'one'), writing(state, 1_000, 'two')];
    const paths = await Promise.all(both.map(({ line }) => line((text) => text.startsWith('open '))));
    expect(new Set(paths).size).toBe(2);
    await Promise.all(both.map(({ line }) => line((text) => text === '1000')));
    for (const { child } of both) child.stdin?.write('end\n');
    await Promise.all(both.map(({ ended }) => ended()));

    const record = await openForTest(state);
    for (const name of ['one', 'two']) expect(countsOf(record.entries, name)).toEqual(upTo(1_000));
    expect(record.entries.map(({ wall }) => wall)).toEqual(
      record.entries.map(({ wall }) => wall).toSorted((a, b) => a - b),
    );
    expect(record.notices).toEqual([]);
    expect(namesIn(state).filter((name) => name.includes('.writer-'))).toHaveLength(1);
  });

  it('of which one is this one, do not meet either', async () => {
    const state = stateFolder();
    const first = await openForTest(state);
    const second = await openForTest(state);
    first.append('test/first', 1);
    second.append('test/second', 1);
    expect(second.path()).toBe(join(folderOf(state), 'record-2.ndjson'));
    expect(linesOf(first.path()).map(({ type }) => type)).toEqual(['test/first']);
  });
});

describe('a claim', () => {
  const self = ownIdentity();

  it('of a process that is gone is removed', async () => {
    const state = stateFolder();
    mkdirSync(folderOf(state), { recursive: true });
    const gone = identityText({ ...self, start: '1' });
    writeFileSync(join(folderOf(state), `record.ndjson.writer-${gone}`), '');
    expect((await openForTest(state)).path()).toBe(fileOf(state));
    expect(namesIn(state)).not.toContain(`record.ndjson.writer-${gone}`);
  });

  it.each([
    ['another machine', { ...self, host: '00000000' }],
    ['another container', { ...self, pidNamespace: '00000000', pid: 999_999_999 }],
    ['a running process', self],
  ])('of %s is respected', (_, other) => {
    expect(mayRun(other, self)).toBe(true);
  });

  it.each([
    ['an earlier boot', { ...self, boot: '00000000' }],
    ['an earlier process with the same pid', { ...self, start: '1' }],
    ['a pid that nobody has', { ...self, pid: 999_999_999 }],
  ])('of %s is stale', (_, other) => {
    expect(mayRun(other, self)).toBe(false);
  });

  it('reads back what it wrote, and nothing else', () => {
    expect(parseIdentity(identityText(self))).toEqual(self);
    expect(parseIdentity('1-2-3')).toBeUndefined();
  });
});

describeWithPrograms('a disk that is full', ['sh', 'prlimit'], () => {
  it('is reported; entries wait in memory and are written once there is space', async () => {
    const state = stateFolder();
    // A soft limit on the size of files stands for the disk: write(2) ends short and then fails, as on a full one.
    const { child, line, ended } = start([
      'sh',
      '-c',
      `trap '' XFSZ; ulimit -S -f 40; exec "$0" "$@"`,
      process.execPath,
      writer,
      state,
      '300',
      'full',
    ]);
    const problem = JSON.parse(await line((text) => text.startsWith('{'))) as RecorderProblem;
    expect(problem.sentence).toMatch(/^The record cannot be written: .*; \d+ entries wait in memory\.$/);
    expect(problem.nextStep).not.toBe('');
    for (const { seq } of linesOf(fileOf(state))) expect(seq).toBeGreaterThan(0);

    const raise = spawn('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:unlimited'], { stdio: 'inherit' });
    await new Promise((resolve) => raise.once('exit', resolve));
    child.stdin?.write('end\n');
    expect(await line((text) => text === 'null' || text.startsWith('{'))).toBe('null');
    await ended();
    expect(countsOf(linesOf(fileOf(state)), 'full')).toEqual(upTo(300));
  });
});

describe('a record that is removed while it is open', () => {
  it('is begun anew, and what comes after is in it', async () => {
    const state = stateFolder();
    const record = await openForTest(state, { syncEvery: 10 });
    record.append('test/before', 1);
    rmSync(folderOf(state), { recursive: true });
    const noticed = problemSettles(record);
    record.append('test/noticed with the next round', 2);
    await noticed;
    record.append('test/after', 3);
    expect(linesOf(record.path()).map(({ type }) => type)).toContain('test/after');
  });
});

/** Resolves once a problem has shown and gone again. */
function problemSettles(record: IncidentRecord): Promise<void> {
  return new Promise((resolve) => {
    let seen = record.problem.getSnapshot() !== undefined;
    const end = record.problem.subscribe(() => {
      const settled = record.problem.getSnapshot() === undefined;
      if (seen && settled) {
        end();
        resolve();
      }
      seen ||= !settled;
    });
  });
}

describe('a state folder that cannot be used', () => {
  it('is reported, never thrown, and tried again', async () => {
    const state = join(stateFolder(), 'state');
    writeFileSync(state, 'a file, not a folder');
    const record = await openForTest(state, { syncEvery: 10 });
    record.append('test/a', 1);
    expect(record.entries).toEqual([]);
    expect(record.problem.getSnapshot()).toMatchObject({ waiting: 1, lost: 0 });
    expect(record.problem.getSnapshot()?.sentence).toContain('a part of its path is not a folder');

    const solved = problemSettles(record);
    rmSync(state);
    await solved;
    expect(linesOf(fileOf(state)).map(({ type }) => type)).toEqual(['test/a']);
  });
});
