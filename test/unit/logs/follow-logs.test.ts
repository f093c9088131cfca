import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine, LogOptions } from '../../../src/contracts/cluster.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import { type Clock, systemClock } from '../../../src/kube/clock.ts';
import type { ApiConnection } from '../../../src/kube/connection.ts';
import { followLogs, type LogSettings } from '../../../src/kube/logs/follow-logs.ts';
import { eventually } from '../../support/eventually.ts';
import { type LogServer, runningPod, startLogServer } from '../../support/log-server.ts';
import { connectTo } from '../../support/test-connection.ts';

let server: LogServer;
let connection: ApiConnection;
let disconnect: () => Promise<void>;
const abort = { current: new AbortController() };

beforeEach(async () => {
  server = await startLogServer();
  ({ connection, close: disconnect } = await connectTo(server.url));
  abort.current = new AbortController();
});

afterEach(async () => {
  abort.current.abort();
  await disconnect();
  await server.close();
});

/** Waits are a hundred times shorter than they say. */
const hasty: Clock = { ...systemClock, after: (delay, callback) => systemClock.after(delay / 100, callback) };

const at = (text: string) => `2026-11-23T03:24:${text}Z`;

/** Reads a log in the background into a list of texts; notices stand in brackets. */
function read(options: Partial<LogOptions> = {}, settings: LogSettings = {}) {
  const lines: string[] = [];
  const raw: LogLine[] = [];
  const target = { namespace: 'shop', pod: 'web-1' };
  const log = followLogs(
    connection,
    target,
    { follow: true, signal: abort.current.signal, ...options },
    { clock: hasty, quiet: 3_000_000, ...settings },
  );
  const done = (async () => {
    for await (const line of log) {
      raw.push(line);
      lines.push(line.notice ? `[${line.text}]` : line.text);
    }
  })();
  done.catch(() => {});
  return { lines, raw, done };
}

/** Moves on the clock by which undici limits how long headers and bodies may take. */
function httpTimePasses(milliseconds: number): void {
  const timers = createRequire(import.meta.url)('undici/lib/util/timers.js') as { tick(milliseconds: number): void };
  timers.tick(0); // a limit that was just set begins to count
  timers.tick(milliseconds);
}

const followed = () => eventually(() => server.following() === 1);
const arrived = (lines: readonly string[], text: string) => eventually(() => lines.includes(text));

describe('a log that is read', () => {
  it('has its lines with the time they were written', async () => {
    server.write(at('01.5'), 'one');
    server.write(at('02'), 'two');
    const { raw, done } = read({ follow: false });
    await done;
    expect(raw).toEqual([
      { text: 'one', at: Date.parse(at('01.5')), notice: false },
      { text: 'two', at: Date.parse(at('02')), notice: false },
    ]);
  });

  it('starts with the tail that was asked for', async () => {
    for (const second of ['01', '02', '03']) server.write(at(second), second);
    const { lines, done } = read({ follow: false, tailLines: 2 });
    await done;
    expect(lines).toEqual(['02', '03']);
  });

  it('is that of the container before, when asked for', async () => {
    await read({ follow: false, previous: true }).done;
    expect(server.requests[0]?.get('previous')).toBe('true');
  });

  it('joins characters and lines that arrive in pieces', async () => {
    const { lines } = read();
    await followed();
    server.sendRaw(`${at('01')} Zür`);
    server.sendRaw('ich\n');
    expect(await arrived(lines, 'Zürich')).toBe(true);
  });

  it('goes on as lines are written', async () => {
    const { lines } = read();
    await followed();
    server.write(at('01'), 'live');
    expect(await arrived(lines, 'live')).toBe(true);
  });
});

describe('a followed log whose connection is reset', () => {
  it('goes on without losing or repeating a line, and says so', async () => {
    server.write(at('01.1'), 'one');
    const { lines } = read();
    await followed();
    server.write(at('01.1'), 'same stamp');
    await arrived(lines, 'same stamp');
    server.reset();
    server.write(at('01.2'), 'while it was down');
    await arrived(lines, 'while it was down');
    await followed();
    server.write(at('02'), 'after');
    await arrived(lines, 'after');
    expect(lines).toEqual([
      'one',
      'same stamp',
      expect.stringMatching(/^\[the log stream broke: .*\]$/),
      expect.stringMatching(/^\[reconnected after \d+ s\]$/),
      'while it was down',
      'after',
    ]);
  });

  it('goes on though every connection is reset for a while', async () => {
    const { lines } = read();
    await followed();
    server.write(at('01'), 'before');
    await arrived(lines, 'before');
    server.resetAlways(true);
    server.reset();
    await eventually(() => server.requests.length > 4);
    server.resetAlways(false);
    server.write(at('02'), 'after');
    expect(await arrived(lines, 'after')).toBe(true);
    expect(lines.filter((line) => line.startsWith('[the log stream broke'))).toHaveLength(1);
  });

  it('does not take up lines from before its tail', async () => {
    server.write(at('01.1'), 'old');
    server.write(at('01.2'), 'tail');
    const { lines } = read({ tailLines: 1 });
    await followed();
    await arrived(lines, 'tail');
    server.reset();
    await eventually(() => server.requests.length === 2);
    server.write(at('01.3'), 'new');
    await arrived(lines, 'new');
    expect(lines.filter((line) => !line.startsWith('['))).toEqual(['tail', 'new']);
  });

  it('loses nothing when it had not read a line yet', async () => {
    const { lines } = read({ tailLines: 10 });
    await followed();
    server.reset();
    server.write(at('01'), 'first');
    expect(await arrived(lines, 'first')).toBe(true);
  });

  it('breaks off in the middle of a line without showing a torn one', async () => {
    const { lines } = read();
    await followed();
    server.sendRaw(`${at('01')} torn li`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.reset();
    server.write(at('01'), 'torn line');
    expect(await arrived(lines, 'torn line')).toBe(true);
    expect(lines).not.toContain('torn li');
  });
});

describe('a followed log that is silent', () => {
  it('stays open', async () => {
    const { lines } = read();
    await followed();
    await new Promise((resolve) => setTimeout(resolve, 500));
    server.write(at('01'), 'at last');
    await arrived(lines, 'at last');
    expect({ lines, requests: server.requests.length }).toEqual({ lines: ['at last'], requests: 1 });
  });

  it('is not cut off by the HTTP client, however long', async () => {
    const { lines } = read();
    await followed();
    httpTimePasses(3_600_000);
    server.write(at('01'), 'at last');
    await arrived(lines, 'at last');
    expect({ lines, requests: server.requests.length }).toEqual({ lines: ['at last'], requests: 1 });
  });

  it('is waited for though nothing is answered before its first line, as kubelets do', async () => {
    server.holdHeaders(true);
    const { lines } = read();
    await followed();
    httpTimePasses(3_600_000);
    server.write(at('01'), 'at last');
    await arrived(lines, 'at last');
    expect({ lines, requests: server.requests.length }).toEqual({ lines: ['at last'], requests: 1 });
  });

  it('is asked for anew though it never had a first line', async () => {
    server.holdHeaders(true);
    const { lines } = read({}, { quiet: 10_000 });
    await eventually(() => server.requests.length >= 3);
    server.write(at('01'), 'at last');
    await arrived(lines, 'at last');
    expect(lines).toEqual(['at last']);
  });

  it('is taken up again when it is reset before its first line', async () => {
    server.holdHeaders(true);
    const { lines } = read();
    for (let resets = 1; resets <= 4; resets += 1) {
      await eventually(() => server.requests.length >= resets && server.following() === 1);
      server.reset();
    }
    await eventually(() => server.requests.length >= 5 && server.following() === 1);
    server.write(at('01'), 'at last');
    await arrived(lines, 'at last');
    expect(lines.filter((line) => !line.startsWith('['))).toEqual(['at last']);
  });

  it('is asked for anew after a long time, without a word', async () => {
    const { lines } = read({}, { quiet: 10_000 });
    await followed();
    server.write(at('01'), 'one');
    await eventually(() => server.requests.length >= 3);
    server.write(at('05'), 'two');
    await arrived(lines, 'two');
    expect(lines).toEqual(['one', 'two']);
  });
});

describe('a followed log that is aborted', () => {
  it('ends silently while it waits', async () => {
    const { lines, done } = read();
    await followed();
    abort.current.abort();
    await expect(done).resolves.toBeUndefined();
    expect(lines).toEqual([]);
    expect(await eventually(() => server.following() === 0)).toBe(true);
  });

  it('ends silently between two attempts', async () => {
    const { done } = read({}, { clock: systemClock });
    await followed();
    server.resetAlways(true);
    server.reset();
    await new Promise((resolve) => setTimeout(resolve, 50));
    abort.current.abort();
    await expect(done).resolves.toBeUndefined();
  });

  it('asks nothing when it was aborted before', async () => {
    const { done } = read({ signal: AbortSignal.abort() });
    await expect(done).resolves.toBeUndefined();
    expect(server.requests).toEqual([]);
  });

  it('closes its connection when its reader goes away', async () => {
    server.write(at('01'), 'one');
    for await (const line of followLogs(connection, { namespace: 'shop', pod: 'web-1' }, { follow: true })) {
      expect(line.text).toBe('one');
      break;
    }
    expect(await eventually(() => server.following() === 0)).toBe(true);
  });
});

describe('a log that is refused', () => {
  it('gives the words of a 403 whole', async () => {
    const message = 'pods "web-1" is forbidden: User "night" cannot get resource "pods/log" in API group ""';
    server.refuse({ status: 403, message });
    const error: unknown = await read().done.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PlumblineError);
    expect(error).toMatchObject({ facts: { kind: 'forbidden', serverMessage: message, status: 403 } });
  });

  it('gives the words of a 404 whole', async () => {
    server.setPod(undefined);
    await expect(read().done).rejects.toMatchObject({
      facts: { kind: 'not-found', serverMessage: 'pods "web-1" not found' },
    });
  });

  it('gives the words of a 400 about the previous container whole', async () => {
    const message = 'previous terminated container "app" in pod "web-1" not found';
    server.refuse({ status: 400, message });
    await expect(read({ previous: true, follow: false }).done).rejects.toMatchObject({
      facts: { serverMessage: message },
    });
  });

  it('is waited for while the container starts', async () => {
    const message = 'container "app" in pod "web-1" is waiting to start: ContainerCreating';
    server.refuse({ status: 400, message });
    const { lines } = read();
    await arrived(lines, `[${message}]`);
    server.refuse(undefined);
    server.write(at('01'), 'up');
    expect(await arrived(lines, 'up')).toBe(true);
  });

  it('can be read though the pod may not', async () => {
    server.setPod({ ...runningPod, forbidden: true });
    server.write(at('01'), 'one');
    const { lines, done } = read({ follow: false, container: 'app' });
    await done;
    expect(lines).toEqual(['one']);
  });

  it('is given up after a few attempts when it is not followed', async () => {
    server.resetAlways(true);
    await expect(read({ follow: false }).done).rejects.toMatchObject({ facts: { kind: 'interrupted' } });
  });
});

describe('a container behind a followed log', () => {
  it('that restarts is followed into its new run, and that is said', async () => {
    const { lines } = read();
    await followed();
    server.write(at('01'), 'old run');
    await arrived(lines, 'old run');
    server.restart(137);
    server.write(at('03'), 'new run');
    await arrived(lines, 'new run');
    expect(lines).toEqual(['old run', '[container app restarted (exit code 137, Error)]', 'new run']);
  });

  it('that ended for good ends the log, and how it ended is said', async () => {
    const { lines, done } = read();
    await followed();
    server.setPod({ ...runningPod, phase: 'Succeeded', state: { terminated: { exitCode: 0, reason: 'Completed' } } });
    server.endStreams();
    await done;
    expect(lines).toEqual(['[container app ended (exit code 0, Completed)]']);
  });

  it('whose pod is deleted ends the log, and that is said', async () => {
    const { lines, done } = read();
    await followed();
    server.setPod(undefined);
    server.refuse({ status: 404, message: 'pods "web-1" not found' });
    server.endStreams();
    await done;
    expect(lines).toEqual(['[pod shop/web-1 was deleted]']);
  });

  it('whose pod is replaced by one of the same name is not mistaken for it', async () => {
    const { lines, done } = read();
    await followed();
    server.setPod({ ...runningPod, uid: 'uid-2', containerId: 'containerd://9' });
    server.endStreams();
    await done;
    expect(lines).toEqual(['[pod shop/web-1 was deleted; another pod has taken its name.]']);
  });

  it('that runs on though its stream was ended is followed on without a word', async () => {
    const { lines } = read();
    await followed();
    server.write(at('01'), 'one');
    await arrived(lines, 'one');
    server.endStreams();
    await eventually(() => server.requests.length === 2);
    server.write(at('02'), 'two');
    await arrived(lines, 'two');
    expect(lines).toEqual(['one', 'two']);
  });
});
