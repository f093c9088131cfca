import { describe, expect, it } from 'vitest';
import { commandLine, type Commands } from '../../../src/commands/program.ts';

interface Call {
  readonly command: string;
  readonly values: readonly unknown[];
}

/** Parses `argv` with commands that only remember what they were called with. */
async function parse(...argv: string[]): Promise<{ calls: Call[]; exitCodes: number[] }> {
  const calls: Call[] = [];
  const exitCodes: number[] = [];
  const remember =
    (command: string) =>
    (...values: unknown[]): Promise<number> => {
      calls.push({ command, values });
      return Promise.resolve(7);
    };
  const commands: Commands = {
    screen: remember('screen'),
    probe: remember('probe'),
    doctor: remember('doctor'),
    demo: remember('demo'),
    demoFaults: remember('demoFaults'),
    demoFault: remember('demoFault'),
  };
  await commandLine(commands, (code) => exitCodes.push(code)).parseAsync(argv, { from: 'user' });
  return { calls, exitCodes };
}

describe('the command line', () => {
  it('opens the screen in observe mode when no command is named', async () => {
    const { calls, exitCodes } = await parse();
    expect(calls).toEqual([{ command: 'screen', values: [{ mode: 'observe', altScreen: true }] }]);
    expect(exitCodes).toEqual([7]);
  });

  it.each([
    [['--context', 'prod', 'probe', 'connect', '--from', 'a/b', '--to', 'c/d']],
    [['probe', 'connect', '--context', 'prod', '--from', 'a/b', '--to', 'c/d']],
  ])('takes the context before and after the command: %j', async (argv) => {
    const { calls } = await parse(...argv);
    expect(calls[0]).toMatchObject({
      command: 'probe',
      values: ['connect', { context: 'prod', from: 'a/b', to: 'c/d' }],
    });
  });

  it('lets an option behind the command win over the same one before it', async () => {
    const { calls } = await parse('--mode', 'write', 'doctor', '--mode', 'probe');
    expect(calls[0]?.values[0]).toMatchObject({ mode: 'probe' });
  });

  it('keeps an option typed before the command although the command has a default for it', async () => {
    const { calls } = await parse('--mode', 'write', 'doctor');
    expect(calls[0]?.values[0]).toMatchObject({ mode: 'write' });
  });

  it('collects several faults', async () => {
    const { calls } = await parse('demo', '--fault', 'packet-loss', '--fault', 'coredns-down');
    expect(calls[0]).toMatchObject({
      command: 'demo',
      values: [{ fault: ['packet-loss', 'coredns-down'], backend: 'auto' }],
    });
  });

  it("keeps the demo's own --kubeconfig from being taken for the cluster's", async () => {
    const { calls } = await parse('demo', 'fault', 'packet-loss', 'on', '--kubeconfig', 'k');
    expect(calls[0]?.values).toMatchObject(['packet-loss', true, { kubeconfig: 'k' }]);
  });
});
