import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isRunning } from '../../support/is-running.ts';
import { demoFaultStates, runningDemos, setDemoFault } from '../../../demo/client/running-demos.ts';
import { type Demo, type DemoOptions, startDemo } from '../../../demo/client/start-demo.ts';

let folder: string;
const started: Demo[] = [];
const before = process.env['XDG_RUNTIME_DIR'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-run-'));
  process.env['XDG_RUNTIME_DIR'] = folder;
});
afterEach(async () => {
  for (const demo of started.splice(0)) await demo.stop();
});
afterAll(async () => {
  if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = before;
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<DemoOptions> = {}): Promise<Demo> {
  const demo = await startDemo({ backend: 'simulate', faults: [], ...options });
  started.push(demo);
  return demo;
}

const permissions = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const soon = { timeout: 10_000 };

describe('the process of a demo', () => {
  it('keeps its files to its owner and removes them at its end', async () => {
    const demo = await start();
    const own = dirname(demo.kubeconfig);
    expect([own, demo.kubeconfig, demo.control].map(permissions)).toEqual(['700', '600', '600']);
    await demo.stop();
    expect(isRunning(demo.pid)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind when it is killed', async () => {
    const demo = await start();
    process.kill(demo.pid, 'SIGKILL');
    await demo.ended;
    await expect.poll(() => readdirSync(folder), soon).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends in order on %s', async (signal) => {
    const demo = await start();
    process.kill(demo.pid, signal);
    await demo.ended;
    expect(readdirSync(folder)).toEqual([]);
  });

  it('writes the kubeconfig where it is asked to, and takes it along at its end', async () => {
    const file = join(folder, 'named.yaml');
    const demo = await start({ kubeconfig: file });
    expect(demo.kubeconfig).toBe(file);
    expect(permissions(file)).toBe('600');
    await demo.stop();
    expect(existsSync(file)).toBe(false);
  });

  it('overwrites no file, and says so', async () => {
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, 'mine');
    await expect(start({ kubeconfig: file })).rejects.toThrow(`${file} exists already`);
    expect(existsSync(file)).toBe(true);
    await rm(file);
  });

  it('starts with the faults that are asked for, and refuses one that is none', async () => {
    await start({ faults: ['policy-drop'] });
    const states = await demoFaultStates();
    expect(states?.filter(({ on }) => on).map(({ name }) => name)).toEqual(['policy-drop']);
    await expect(start({ faults: ['no-such-fault'] })).rejects.toThrow('There is no fault no-such-fault');
  });
});

describe('faults of running demos', () => {
  it('say that no demo is running', async () => {
    await expect(setDemoFault('policy-drop', true)).rejects.toThrow('No demo is running.');
  });

  it('are switched on the only demo that runs, twice without harm', async () => {
    await start();
    const isOn = async (on: boolean) =>
      (await setDemoFault('policy-drop', on)).find(({ name }) => name === 'policy-drop')?.on;
    expect([await isOn(true), await isOn(true), await isOn(false), await isOn(false)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('ask which demo is meant when several run, and take its kubeconfig or its folder', async () => {
    const [first, second] = [await start(), await start()];
    expect(new Set((await runningDemos()).map(({ pid }) => pid))).toEqual(new Set([first.pid, second.pid]));
    await expect(setDemoFault('packet-loss', true)).rejects.toThrow('2 demos are running; say which one is meant.');
    await setDemoFault('packet-loss', true, second.kubeconfig);
    await setDemoFault('packet-loss', false, dirname(second.control));
    await expect(setDemoFault('packet-loss', true, '/nowhere')).rejects.toThrow(
      'No running demo has the kubeconfig /nowhere.',
    );
  });

  it('pass over the folder of a demo that is gone', async () => {
    const demo = await start();
    const gone = await mkdtemp(join(folder, 'plumbline-demo-'));
    expect((await runningDemos()).map(({ pid }) => pid)).toEqual([demo.pid]);
    await rm(gone, { recursive: true });
  });
});

describe('plumbline demo --serve', () => {
  const main = new URL('../../../src/main.ts', import.meta.url).href;

  function serve(...args: string[]): ChildProcess {
    const script = `await (await import(${JSON.stringify(main)})).run(process.argv.slice(1))`;
    return spawn(
      process.execPath,
      ['--input-type=module', '-e', script, 'demo', '--serve', '--backend=simulate', ...args],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
  }

  async function firstLine(child: ChildProcess): Promise<string> {
    if (child.stdout === null) throw new Error('no stdout');
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return String(line);
  }

  it("prints the kubeconfig's path as its first line, and ends with 0 when it is stopped", async () => {
    const child = serve();
    const kubeconfig = await firstLine(child);
    expect(existsSync(kubeconfig)).toBe(true);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes the demo along when it is killed', async () => {
    const child = serve();
    await firstLine(child);
    const [demo] = await runningDemos();
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => demo !== undefined && isRunning(demo.pid), soon).toBe(false);
    await expect.poll(() => readdirSync(folder), soon).toEqual([]);
  });

  it('ends with 2 for a fault that is none', async () => {
    const [code] = await once(serve('--fault', 'no-such-fault'), 'exit');
    expect(code).toBe(2);
  });
});
