import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { probeCommands } from '../../../src/commands/probe-commands.ts';
import { probeOptionSchemas } from '../../../src/commands/probe/options.ts';
import { commandLine, type Commands } from '../../../src/commands/program.ts';
import { sshOptions } from '../../../src/commands/ssh-options.ts';

interface Call {
  readonly command: string;
  readonly values: readonly unknown[];
}

const noCommands = Object.fromEntries(
  ['screen', 'probe', 'doctor', 'demo', 'demoFaults', 'demoFault'].map((name) => [name, () => Promise.resolve(0)]),
) as unknown as Commands;

/** Every command of the tree with its full name. */
function everyCommand(command: Command, before = ''): readonly (readonly [string, Command])[] {
  const name = `${before}${command.name()}`;
  return [[name, command], ...command.commands.flatMap((child) => everyCommand(child, `${name} `))];
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
    policy: remember('policy'),
    capture: remember('capture'),
    cni: remember('cni'),
    ciliumTest: remember('ciliumTest'),
    nodeExec: remember('nodeExec'),
    nodeFacts: remember('nodeFacts'),
    nodeLogs: remember('nodeLogs'),
    doctor: remember('doctor'),
    cleanup: remember('cleanup'),
    read: remember('read'),
    completion: remember('completion'),
    help: remember('help'),
    contexts: remember('contexts'),
    rbac: remember('rbac'),
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

  it.each([[['--low-bandwidth']], [['demo', '--low-bandwidth']]])('spares a slow link: %j', async (argv) => {
    const { calls } = await parse(...argv);
    expect(calls[0]?.values[0]).toMatchObject({ lowBandwidth: true });
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

  it('offers options that choose a cluster only where one is read: policy diff compares files', () => {
    const policy = everyCommand(commandLine(noCommands, () => {})).filter(([name]) => /^plumbline policy ./.test(name));
    const offering = (option: string) =>
      policy.filter(([, { options }]) => options.some(({ long }) => long === option)).map(([name]) => name);
    const others = policy.map(([name]) => name).filter((name) => name !== 'plumbline policy diff');
    for (const option of ['--kubeconfig', '--context', '--mode', '--config']) expect(offering(option)).toEqual(others);
    expect(offering('--namespace')).toContain('plumbline policy diff');
  });

  it('looks at the CNI without a name behind it, and runs its connectivity test with one', async () => {
    const look = await parse('cni', '--node', 'worker-2', '-o', 'json', '--ssh-user', 'ops');
    expect(look.calls).toMatchObject([
      { command: 'cni', values: [{ node: 'worker-2', output: 'json', sshUser: 'ops', mode: 'observe' }] },
    ]);
    const test = await parse('cni', 'cilium-test', '--mode', 'write', '--timeout', '15');
    expect(test.calls).toMatchObject([{ command: 'ciliumTest', values: [{ mode: 'write', timeout: 15 }] }]);
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

describe('the help', () => {
  const commands = everyCommand(commandLine(noCommands, () => {}));

  it.each(commands)('of %s fits 80 columns, without holes', (_, command) => {
    let text = '';
    command.configureOutput({
      writeOut: (more) => {
        text += more;
      },
      getOutHelpWidth: () => 80,
    });
    command.outputHelp();
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).not.toContain('\n\n\n');
  });

  it.each(probeCommands().map((command) => [command.name(), command] as const))(
    'of probe %s offers what the probe reads, and nothing else of its own',
    (name, command) => {
      const read = Object.keys(probeOptionSchemas[name as keyof typeof probeOptionSchemas].shape);
      const offered = command.options.map((option) => option.attributeName());
      const ofSsh = sshOptions(new Command()).options.map((option) => option.attributeName());
      const elsewhere = ['kubeconfig', 'context', 'namespace', 'config', 'mode', ...ofSsh];
      expect(offered.filter((option) => !read.includes(option) && !elsewhere.includes(option))).toEqual([]);
      expect(read.filter((option) => option !== 'protocol' && !offered.includes(option))).toEqual([]);
    },
  );
});
