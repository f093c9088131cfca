import { afterEach, expect, it } from 'vitest';
import { execInContainer } from '../../../src/kube/exec/exec.ts';
import { eventually } from '../../support/eventually.ts';
import { testPodUid, testTarget } from '../../support/exec-server.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { connectTo } from '../../support/test-connection.ts';
import { type Bench, finish, firstLines, openBench } from './bench.ts';

let bench: Bench;
afterEach(() => bench.close());

describeWithPrograms('a program run in a container', ['sh', 'cat', 'head', 'sleep', 'ping'], () => {
  it('gives stdout, stderr and the exit code apart', async () => {
    bench = await openBench();
    const { stdout, stderr, end } = await finish(bench.start(['sh', '-c', 'echo out; echo err >&2; exit 3']));
    expect({ stdout, stderr, end }).toEqual({ stdout: ['out'], stderr: ['err'], end: { kind: 'exited', code: 3 } });
  });

  it('sends arguments as they are, one by one', async () => {
    bench = await openBench();
    const words = ['a b', "it's", '$HOME', '&command=x', 'ü', ''];
    const { stdout } = await finish(bench.start(['sh', '-c', 'printf "[%s]" "$@"', 'sh', ...words]));
    expect(stdout).toEqual(["[a b][it's][$HOME][&command=x][ü][]"]);
  });

  it('closes stdin after what it was given, in v5', async () => {
    bench = await openBench();
    const { stdout, end } = await finish(bench.start(['cat'], { stdin: 'one\ntwo' }));
    expect({ stdout, end }).toEqual({ stdout: ['one', 'two'], end: { kind: 'exited', code: 0 } });
    expect(bench.server.started[0]?.subprotocol).toBe('v5.channel.k8s.io');
  });

  it('sends large input whole', async () => {
    bench = await openBench();
    const { stdout } = await finish(bench.start(['sh', '-c', 'wc -c'], { stdin: Buffer.alloc(1_000_000, 'x') }));
    expect(stdout.map(Number)).toEqual([1_000_000]);
  });

  it('does not mind a program that leaves its input unread', async () => {
    bench = await openBench();
    const { end } = await finish(bench.start(['true'], { stdin: Buffer.alloc(2_000_000, 'x') }));
    expect(end).toEqual({ kind: 'exited', code: 0 });
  });

  it('hands a capture through byte by byte', async () => {
    bench = await openBench({ frameSize: 3 });
    const run = bench.start(['sh', '-c', "printf '\\324\\303\\262\\241\\n\\r\\000\\377'"], { bytes: true });
    const { stdout } = await finish(run);
    expect(Buffer.from(stdout.join(''), 'latin1').toString('hex')).toBe('d4c3b2a10a0d00ff');
  });

  it('falls back to v4 and still gets output and status', async () => {
    bench = await openBench({ onlyV4: true });
    const { stdout, end } = await finish(bench.start(['sh', '-c', 'echo out; exit 7']));
    expect({ stdout, end }).toEqual({ stdout: ['out'], end: { kind: 'exited', code: 7 } });
    expect(bench.server.started[0]?.subprotocol).toBe('v4.channel.k8s.io');
  });

  it('does not close stdin in v4, because that would lose the status', async () => {
    bench = await openBench({ onlyV4: true });
    const { stdout, end } = await finish(bench.start(['head', '-n', '1'], { stdin: 'one\n' }));
    expect({ stdout, end }).toEqual({ stdout: ['one'], end: { kind: 'exited', code: 0 } });
  });

  it('reads UTF-8 that is split across frames', async () => {
    bench = await openBench({ frameSize: 1 });
    expect((await finish(bench.start(['echo', 'Zürich 🐧 ✓']))).stdout).toEqual(['Zürich 🐧 ✓']);
  });

  it('loses no output that the status overtakes', async () => {
    bench = await openBench({ statusFirst: true });
    expect((await finish(bench.start(['echo', 'first']))).stdout).toEqual(['first', 'overtaken']);
  });

  it('stamps lines when they arrive', async () => {
    bench = await openBench();
    const run = bench.start(['sh', '-c', 'echo a; sleep 0.2; echo b']);
    const stamps: number[] = [];
    for await (const { at } of run.stdout) stamps.push(at);
    expect(stamps).toHaveLength(2);
    expect((stamps[1] ?? 0) - (stamps[0] ?? 0)).toBeGreaterThan(0);
  });

  it('passes the gate as the program that the operator knows, not as its wrapping', async () => {
    bench = await openBench();
    await finish(bench.start(['uname', '-s']));
    expect(bench.intents.length).toBeGreaterThan(0);
    for (const intent of bench.intents) expect(intent).toEqual({ kind: 'run', program: 'uname' });
  });

  it('is refused by the gate before anything is sent, when the mode does not allow it', async () => {
    bench = await openBench();
    const { connection, close } = await connectTo(bench.server.url, {}, 'observe');
    const script = ['sh', '-c', 'rm -rf /tmp/x'];
    const { end } = await finish(execInContainer(connection, testTarget, script, { deadline: 5000 }));
    await close();
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'consent' } });
    expect(bench.server.upgrades).toEqual([]);
  });

  it('is ended in the mode that it was started in', async () => {
    bench = await openBench();
    const { connection, close } = await connectTo(bench.server.url, {}, 'observe');
    const run = execInContainer(connection, testTarget, ['ping', '127.0.0.1'], { deadline: 15_000 });
    await firstLines(run.stdout, 1);
    await run.stop();
    expect(await run.result).toMatchObject({ end: { kind: 'stopped' }, remoteEnded: true });
    await close();
  });

  it('takes the container that kubectl would take', async () => {
    bench = await openBench();
    await finish(bench.start(['true'], {}, {}, { namespace: 'shop', pod: 'web-1' }));
    expect(bench.server.upgrades[0]).toContain('container=app&');
  });

  it('runs in the very pod that was meant', async () => {
    bench = await openBench();
    const target = { namespace: 'shop', pod: 'web-1', container: 'app', uid: testPodUid };
    expect((await finish(bench.start(['true'], {}, {}, target))).end).toEqual({ kind: 'exited', code: 0 });
  });

  it('refuses a pod that has only the same name', async () => {
    bench = await openBench();
    const target = { namespace: 'shop', pod: 'web-1', container: 'app', uid: 'of-its-predecessor' };
    const { end } = await finish(bench.start(['true'], {}, {}, target));
    expect(end).toMatchObject({ kind: 'failed', error: { errorKind: 'not-found' } });
    expect(bench.server.upgrades).toEqual([]);
  });

  it('says which program is missing in a container with a shell', async () => {
    bench = await openBench();
    const { end, remoteEnded } = await finish(bench.start(['no-such-program', '-x']));
    expect(end).toMatchObject({ kind: 'missing-program', program: 'no-such-program' });
    expect(remoteEnded).toBe(true);
  });

  it('keeps exit code 127 of a program that is there', async () => {
    bench = await openBench();
    expect((await finish(bench.start(['sh', '-c', 'echo hm; exit 127']))).end).toEqual({ kind: 'exited', code: 127 });
  });
});

describeWithPrograms('a container without a shell', ['sh', 'echo', 'sleep'], () => {
  it.each(['status', 'text-126'] as const)('runs the program bare, told by %s', async (missingStyle) => {
    bench = await openBench({ missing: ['sh'], missingStyle });
    const { stdout, stderr, end } = await finish(bench.start(['echo', 'bare']));
    expect({ stdout, stderr, end }).toEqual({ stdout: ['bare'], stderr: [], end: { kind: 'exited', code: 0 } });
  });

  it('is remembered: only the first run tries the shell', async () => {
    bench = await openBench({ missing: ['sh'] });
    await finish(bench.start(['echo', 'one']));
    await finish(bench.start(['echo', 'two']));
    expect(bench.server.upgrades).toHaveLength(3);
  });

  it.each(['status', 'text-126'] as const)('says which program is missing, told by %s', async (missingStyle) => {
    bench = await openBench({ missing: ['sh', 'ping'], missingStyle });
    expect((await finish(bench.start(['ping', '-V']))).end).toMatchObject({ kind: 'missing-program', program: 'ping' });
  });

  it('cannot be sure that a stopped program ended, and says so', async () => {
    bench = await openBench({ missing: ['sh'] });
    const run = bench.start(['sleep', '60']);
    await eventually(() => bench.server.started.length > 0);
    await run.stop();
    const { end, remoteEnded } = await run.result;
    expect({ end, remoteEnded }).toEqual({ end: { kind: 'stopped' }, remoteEnded: false });
  });
});
