import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { builtProgram } from '../support/terminal-program.ts';
import { writeUnreachableNodes } from '../support/unreachable-nodes.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type LadderDemo, startLadderDemo, toolbox } from './support/ladder-demo.ts';

/* Nothing that plumbline makes runs on after it: not after its exit, and after SIGKILL not beyond the stated deadline. */

/** Seconds that helpers of these tests last. */
const lasts = 25;

describe('what a plumbline that is gone leaves in the cluster', () => {
  let demo: LadderDemo;
  let folder: string;
  beforeAll(async () => {
    demo = await startLadderDemo(createSimulation());
    folder = mkdtempSync(join(tmpdir(), 'plumbline-ladder-'));
    writeUnreachableNodes(folder, `reach:\n  image: ${toolbox}\n  lastsSeconds: ${lasts}\n`);
  });
  afterAll(async () => {
    await demo.end();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(...args: string[]): { readonly child: ChildProcess; readonly output: () => string } {
    const env = { ...process.env, XDG_CONFIG_HOME: folder, XDG_STATE_HOME: join(folder, 'state') };
    const kubeconfig = ['--kubeconfig', demo.demo.kubeconfig];
    const dashes = args.includes('--') ? args.indexOf('--') : args.length;
    const words = args.toSpliced(dashes, 0, ...kubeconfig);
    const child = spawn(process.execPath, [builtProgram, ...words], { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    return { child, output: () => output };
  }

  const ping = (context: string) => {
    const ends = ['--from', `shop/${demo.catalog}`, '--to', 'deploy/shop/frontend'];
    return start('probe', 'latency', ...ends, '--count', '300', '--context', context, '--mode', 'probe', '--yes');
  };

  async function cleanup(...args: string[]): Promise<{ readonly exitCode: unknown; readonly output: string }> {
    const { child, output } = start('cleanup', ...args);
    const [exitCode] = await once(child, 'close');
    return { exitCode, output: output() };
  }

  const helperRuns = async (): Promise<boolean> =>
    (await demo.debugContainersRunning()).length + (await demo.probePods()).length > 0;

  for (const [rung, context] of [
    ['a debug container', 'plumbline-demo'],
    ['a probe pod', 'no-debug'],
  ] as const) {
    it(`${rung} is ended when plumbline is asked to stop`, async () => {
      const { child } = ping(context);
      await waitUntil('a helper runs', helperRuns);
      child.kill('SIGTERM');
      await once(child, 'close');
      await waitUntil('nothing runs', async () => !(await helperRuns()));
    });
  }

  it('cleanup finds what a SIGKILL left and removes it, and then there is nothing to remove', async () => {
    const runs = [ping('plumbline-demo'), ping('no-debug')];
    await waitUntil('both helpers run', async () => {
      return (await demo.debugContainersRunning()).length === 1 && (await demo.probePods()).length === 1;
    });
    for (const { child } of runs) child.kill('SIGKILL');
    await Promise.all(runs.map(({ child }) => once(child, 'close')));

    const looked = await cleanup('--dry-run');
    expect(looked.exitCode).toBe(1);
    expect(looked.output).toMatch(/would end probe pod shop\/plumbline-probe-\w+ on worker-3: plumbline process \d+/);
    expect(looked.output).toMatch(/would end debug container plumbline-debug-\w+ in pod shop\/catalog/);
    expect(await helperRuns()).toBe(true);

    const cleaned = await cleanup();
    expect(cleaned.output).toMatch(/removed +probe pod shop\/plumbline-probe-/);
    expect(cleaned.output).toMatch(/ended +debug container plumbline-debug-/);
    expect(cleaned.exitCode).toBe(0);
    await waitUntil('nothing runs', async () => !(await helperRuns()));

    const again = await cleanup('-o', 'json');
    expect(again.exitCode).toBe(0);
    const { helpers } = JSON.parse(again.output);
    expect(new Set(helpers.map(({ outcome }: { readonly outcome: string }) => outcome))).toEqual(new Set(['entry']));
  });

  it('after SIGKILL and without cleanup everything ends by its stated deadline', { timeout: 90_000 }, async () => {
    const runs = [ping('plumbline-demo'), ping('no-debug')];
    await waitUntil('both helpers run', async () => {
      return (await demo.debugContainersRunning()).length === 1 && (await demo.probePods()).length === 1;
    });
    for (const { child } of runs) child.kill('SIGKILL');
    await Promise.all(runs.map(({ child }) => once(child, 'close')));
    const ended = async (): Promise<boolean> => {
      const pods = await Promise.all(
        (await demo.probePods()).map((name) => demo.http.get(`/api/v1/namespaces/shop/pods/${name}`)),
      );
      const podRuns = pods.some(({ body }) => JSON.stringify(body).includes('"phase":"Running"'));
      return !podRuns && (await demo.debugContainersRunning()).length === 0;
    };
    await waitUntil('the deadline has ended both', ended, (lasts + 20) * 1000);
    const { exitCode, output } = await cleanup();
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/removed +probe pod .*it has ended/),
    });
  });

  describe('a debug pod on a node', () => {
    const onNode = (...program: string[]) =>
      start(
        'node',
        'exec',
        'worker-2',
        '--context',
        'plumbline-demo',
        '--mode',
        'write',
        '--debug-pod',
        '-y',
        '--',
        ...program,
      );

    it('runs the node’s own programs by chroot, and is removed with the command', async () => {
      const { child, output } = onNode('hostname');
      const [exitCode] = await once(child, 'close');
      expect({ exitCode, output: output() }).toEqual({ exitCode: 0, output: expect.stringMatching(/^worker-2$/m) });
      expect(output()).toMatch(/A debug pod kube-system\/plumbline-node-\w+ on node worker-2/);
      await waitUntil('nothing runs', async () => !(await helperRuns()));
    });

    it('is removed when plumbline is asked to stop', async () => {
      const { child } = onNode('sleep', '50');
      await waitUntil('a helper runs', helperRuns);
      child.kill('SIGTERM');
      await once(child, 'close');
      await waitUntil('nothing runs', async () => !(await helperRuns()));
    });

    it('is found by cleanup after a SIGKILL, and removed', async () => {
      const { child } = onNode('sleep', '50');
      await waitUntil('a helper runs', helperRuns);
      child.kill('SIGKILL');
      await once(child, 'close');
      const { exitCode, output } = await cleanup();
      expect({ exitCode, output }).toEqual({
        exitCode: 0,
        output: expect.stringMatching(
          /removed +debug pod kube-system\/plumbline-node-\w+ on worker-2: plumbline process \d+, which made it, is gone/,
        ),
      });
      await waitUntil('nothing runs', async () => !(await helperRuns()));
    });
  });

  it('what another process of this machine uses is left, and said', async () => {
    await waitUntil('nothing of the tests before runs', async () => !(await helperRuns()));
    const { child } = ping('no-debug');
    await waitUntil('a helper runs', helperRuns);
    const { exitCode, output } = await cleanup();
    expect({ exitCode, output }).toEqual({
      exitCode: 1,
      output: expect.stringMatching(/left .*plumbline process \d+ of this machine uses it/),
    });
    child.kill('SIGTERM');
    await once(child, 'close');
  });
});
