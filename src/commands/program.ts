import { Command } from 'commander';
import type { Mode } from '../contracts/consent.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import type { CleanupOptions } from './cleanup.ts';
import { captureCommand } from './capture-command.ts';
import type { CaptureOptions } from './capture/options.ts';
import { cleanupCommand } from './cleanup-command.ts';
import { clusterOptions, outputOption } from './command-options.ts';
import type { CiliumTestOptions } from './cni/cilium-test.ts';
import type { CniOptions } from './cni/cni.ts';
import { ciliumTestCommand, cniCommand } from './cni-commands.ts';
import { contextsCommand } from './contexts-command.ts';
import { demoCommand, demoFaultCommand, demoFaultsCommand } from './demo-commands.ts';
import { completionCommand, topicCommand } from './help-commands.ts';
import { mergedOptions } from './merged-options.ts';
import { nodeExecCommand, nodeFactsCommand, nodeLogsCommand, nodeParent } from './node-commands.ts';
import { policyCommands, policyParent } from './policy-commands.ts';
import { probeCommands, probeParent } from './probe-commands.ts';
import { rbacCommand } from './rbac-command.ts';
import type { ReadOptions } from './read.ts';
import { readCommand, readOptions } from './read-command.ts';
import { nodesOption, type SshOptions, sshOptions } from './ssh-options.ts';
import { version } from '../version.ts';

/** Options that choose the cluster; the same words as kubectl's. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** Options of the screen and of every command below it. */
export interface GlobalOptions extends ClusterOptions {
  readonly config?: string;
  readonly mode: Mode;
}

export interface ScreenOptions extends GlobalOptions, SshOptions {
  readonly from?: string;
  readonly to?: string;
  readonly altScreen: boolean;
  readonly lowBandwidth?: boolean;
}

/** Options of `plumbline contexts`. */
export interface ContextsOptions {
  readonly kubeconfig?: string;
  readonly output: 'text' | 'json';
}

/** Options of `plumbline rbac`; it asks no cluster. */
export interface RbacOptions {
  readonly mode: Mode;
  readonly namespace?: string;
  readonly user?: string;
  readonly group?: string;
}

export interface DemoOptions {
  readonly backend: 'auto' | 'simulate' | 'lab';
  readonly cni: 'flannel' | 'calico' | 'cilium';
  readonly fault: readonly string[];
  readonly serve?: boolean;
  readonly kubeconfig?: string;
  readonly from?: string;
  readonly to?: string;
  readonly altScreen: boolean;
  readonly lowBandwidth?: boolean;
  readonly mode: Mode;
}

/** What the command line sets in motion; each resolves to the process's exit code. */
export interface Commands {
  screen(options: ScreenOptions): Promise<number>;
  probe(name: string, options: GlobalOptions & Readonly<Record<string, unknown>>): Promise<number>;
  policy(
    name: string,
    args: readonly string[],
    options: GlobalOptions & Readonly<Record<string, unknown>>,
  ): Promise<number>;
  /** `args` are the node's name and the argv behind it. */
  nodeExec(args: readonly string[], options: GlobalOptions & Readonly<Record<string, unknown>>): Promise<number>;
  nodeFacts(node: string, options: GlobalOptions & Readonly<Record<string, unknown>>): Promise<number>;
  nodeLogs(node: string, log: string, options: GlobalOptions & Readonly<Record<string, unknown>>): Promise<number>;
  capture(options: CaptureOptions): Promise<number>;
  cni(options: CniOptions): Promise<number>;
  ciliumTest(options: CiliumTestOptions): Promise<number>;
  doctor(options: GlobalOptions & { readonly output: 'text' | 'json' }): Promise<number>;
  read(tool: string | undefined, file: string, options: ReadOptions): Promise<number>;
  cleanup(options: CleanupOptions): Promise<number>;
  contexts(options: ContextsOptions): Promise<number>;
  rbac(options: RbacOptions): Promise<number>;
  completion(shell: string): Promise<number>;
  /** `words` name a topic or a command of `program`. */
  help(program: Command, words: readonly string[]): Promise<number>;
  demo(options: DemoOptions): Promise<number>;
  demoFaults(options: { readonly output: 'text' | 'json' }): Promise<number>;
  demoFault(name: string, on: boolean, options: { readonly kubeconfig?: string }): Promise<number>;
}

function unknownCommand(name: string, program: Command): PlumblineError {
  const names = program.commands.map((command) => command.name());
  const [near] = nearNames(name, names, 1);
  return new PlumblineError(`There is no command '${name}'.${near === undefined ? '' : ` Did you mean ${near}?`}`, {
    kind: 'usage',
    operation: 'read the command line',
    nextStep: `The commands are ${names.join(', ')}; without one the screen opens. See plumbline --help.`,
  });
}

/** The command line of plumbline. Parsing fails with commander's own error; `main` turns it into exit code 2. */
export function commandLine(commands: Commands, done: (exitCode: number) => void): Command {
  const onDone =
    <Options>(action: (options: Options, ...values: string[]) => Promise<number>) =>
    async (...values: unknown[]): Promise<void> => {
      const command = values.at(-1) as Command;
      done(await action(mergedOptions(command) as Options, ...command.processedArgs.map(String)));
    };

  const program = new Command('plumbline')
    .description(
      'See which pod can reach which, how fast, and where it breaks.\n\nWithout a command it opens the screen. Read-only unless --mode says otherwise.',
    )
    .version(version, '--version', 'print the version')
    .option('--from <endpoint>', 'with --to: measure from here at once')
    .option('--to <endpoint>', "with --from: measure to there at once: 'svc/shop/backend:8080'")
    .option('--no-alt-screen', "draw in the terminal's own scrollback")
    .option('--low-bandwidth', 'for slow links: once a second what changes by itself, charts that sweep, fewer words')
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  $ plumbline                          the screen, on the current context
  $ plumbline --context prod --from shop/web --to svc/shop/backend:8080
  $ plumbline probe link --from shop/web --to svc/shop/backend:8080
  $ plumbline demo                     the screen, on an embedded cluster

'plumbline help' lists topics: keys, endpoints, modes, exit-codes and more.`,
    )
    // The screen is the command without a name, so a mistyped name arrives here.
    .allowExcessArguments(true)
    .action(async (options: ScreenOptions, command: Command) => {
      const [name] = command.args;
      if (name !== undefined) throw unknownCommand(name, command);
      await onDone((merged: ScreenOptions) => commands.screen(merged))(options, command);
    });
  clusterOptions(sshOptions(program)).addOption(nodesOption());

  const probe = probeParent();
  for (const command of probeCommands()) {
    command.action(
      onDone((options: GlobalOptions & Readonly<Record<string, unknown>>) => commands.probe(command.name(), options)),
    );
    probe.addCommand(command);
  }
  program.addCommand(probe);

  const policy = policyParent();
  for (const command of policyCommands()) {
    command.action(
      onDone((options: GlobalOptions & Readonly<Record<string, unknown>>, ...args: string[]) =>
        commands.policy(command.name(), args, options),
      ),
    );
    policy.addCommand(command);
  }
  program.addCommand(policy);

  const node = nodeParent();
  node.addCommand(
    nodeExecCommand().action(async (_node: string, _argv: readonly string[], _options: unknown, command: Command) => {
      const options = mergedOptions(command) as GlobalOptions & Readonly<Record<string, unknown>>;
      done(await commands.nodeExec(command.args, options));
    }),
  );
  type NodeOptions = GlobalOptions & Readonly<Record<string, unknown>>;
  node.addCommand(
    nodeFactsCommand().action(onDone((options: NodeOptions, name = '') => commands.nodeFacts(name, options))),
  );
  node.addCommand(
    nodeLogsCommand().action(
      onDone((options: NodeOptions, name = '', log = '') => commands.nodeLogs(name, log, options)),
    ),
  );
  program.addCommand(node);

  program.addCommand(captureCommand().action(onDone((options: CaptureOptions) => commands.capture(options))));

  const cni = cniCommand().action(onDone((options: CniOptions) => commands.cni(options)));
  cni.addCommand(ciliumTestCommand().action(onDone((options: CiliumTestOptions) => commands.ciliumTest(options))));
  program.addCommand(cni);

  program.addCommand(cleanupCommand().action(onDone((options: CleanupOptions) => commands.cleanup(options))));

  program.addCommand(
    clusterOptions(
      new Command('doctor')
        .description('Print versions, paths, terminal, cluster access and what is missing.')
        .helpOption('-h, --help', 'show this help')
        .addOption(outputOption()),
    ).action(onDone((options: GlobalOptions & { readonly output: 'text' | 'json' }) => commands.doctor(options))),
  );

  program.addCommand(
    readCommand().action(async (tool: string | undefined, file: string, _options: unknown, command: Command) => {
      done(await commands.read(tool, file, readOptions(mergedOptions(command))));
    }),
  );

  program.addCommand(contextsCommand().action(onDone((options: ContextsOptions) => commands.contexts(options))));
  program.addCommand(rbacCommand().action(onDone((options: RbacOptions) => commands.rbac(options))));

  const demo = demoCommand().action(onDone((options: DemoOptions) => commands.demo(options)));
  demo.addCommand(
    demoFaultsCommand().action(onDone((options: { readonly output: 'text' | 'json' }) => commands.demoFaults(options))),
  );
  demo.addCommand(
    demoFaultCommand().action(
      onDone((options: { readonly kubeconfig?: string }, name = '', state = '') =>
        commands.demoFault(name, state === 'on', options),
      ),
    ),
  );
  program.addCommand(demo);
  program.addCommand(completionCommand().action(onDone((_options, shell = '') => commands.completion(shell))));
  program.addCommand(
    topicCommand().action(async (_words: readonly string[], _options: unknown, command: Command) => {
      done(await commands.help(program, command.args));
    }),
  );
  return program;
}
