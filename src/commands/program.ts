import { Argument, Command, Option } from 'commander';
import type { Mode } from '../contracts/consent.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import type { CleanupOptions } from './cleanup.ts';
import { cleanupCommand } from './cleanup-command.ts';
import { clusterOptions, modeOption, outputOption } from './command-options.ts';
import { completionCommand, topicCommand } from './help-commands.ts';
import { mergedOptions } from './merged-options.ts';
import { nodeExecCommand, nodeParent } from './node-commands.ts';
import { policyCommands, policyParent } from './policy-commands.ts';
import { probeCommands, probeParent } from './probe-commands.ts';
import type { ReadOptions } from './read.ts';
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

export interface ScreenOptions extends GlobalOptions {
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

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function readOptions(merged: Readonly<Record<string, unknown>>): ReadOptions {
  const { output, exitCode } = merged;
  return {
    output: output === 'json' ? 'json' : 'text',
    ...(typeof exitCode === 'string' ? { exitCode } : {}),
  };
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
  clusterOptions(program);

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
  program.addCommand(node);

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
    new Command('read')
      .description("Read a tool's output that somebody saved or pasted, and say what it means.")
      .argument('[tool]', 'whose output it is; without it the tools are listed')
      .argument('[file]', 'where it was saved; - is standard input', '-')
      .option('--exit-code <number>', 'how the program exited, where that is known')
      .helpOption('-h, --help', 'show this help')
      .addOption(outputOption())
      .addHelpText(
        'after',
        `
Examples:
  $ plumbline read ping saved.txt
  $ plumbline read resolv-conf -o json < resolv.conf
  $ cilium-dbg status | plumbline read cilium-status

Text is one sentence, then the lines that were not understood. JSON has tool,
summary, sentence, samples and unparsed; most summaries have a state: ok,
warning, fault or unknown.`,
      )
      .action(async (tool: string | undefined, file: string, _options: unknown, command: Command) => {
        done(await commands.read(tool, file, readOptions(mergedOptions(command))));
      }),
  );

  program.addCommand(
    new Command('contexts')
      .description('List the contexts with health, version and latency; runs no credential plugin.')
      .option('--kubeconfig <file>', 'the kubeconfig to read instead of $KUBECONFIG or ~/.kube/config')
      .addOption(outputOption())
      .helpOption('-h, --help', 'show this help')
      .action(onDone((options: ContextsOptions) => commands.contexts(options))),
  );

  program.addCommand(
    new Command('rbac')
      .description('Print the least Role with which plumbline can do what a mode allows, for kubectl apply.')
      .addOption(modeOption())
      .option('-n, --namespace <name>', 'a Role in this namespace instead of a ClusterRole')
      .option('--user <name>', 'bind it to this user')
      .option('--group <name>', 'bind it to this group (plumbline-operators unless told otherwise)')
      .helpOption('-h, --help', 'show this help')
      .addHelpText(
        'after',
        `
Examples:
  $ plumbline rbac | kubectl apply -f -
  $ plumbline rbac --mode probe --namespace shop --user ann > role.yaml`,
      )
      .action(onDone((options: RbacOptions) => commands.rbac(options))),
  );

  const demo = new Command('demo')
    .description('Start an embedded cluster and open the screen on it; kubectl works against it too.')
    .addOption(
      new Option('--backend <name>', 'real packets (lab), simulated ones, or whichever this machine can')
        .choices(['auto', 'simulate', 'lab'])
        .default('auto'),
    )
    .addOption(
      new Option('--fault <name>', 'start with this fault (repeatable; plumbline demo faults lists them)')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--serve', "no screen: print the kubeconfig's path and serve until stopped")
    .option('--kubeconfig <file>', 'write the kubeconfig here')
    .option('--from <endpoint>', 'measure from here instead of from the shop front end')
    .option('--to <endpoint>', 'measure to there instead of to the shop back end on another node')
    .addOption(modeOption())
    .option('--no-alt-screen', "draw in the terminal's own scrollback")
    .option('--low-bandwidth', 'for slow links: once a second what changes by itself, charts that sweep, fewer words')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  $ plumbline demo --fault packet-loss
  $ plumbline demo --serve --kubeconfig /tmp/demo &
  $ kubectl --kubeconfig /tmp/demo get pods -A
  $ plumbline demo fault coredns-down on --kubeconfig /tmp/demo`,
    )
    .action(onDone((options: DemoOptions) => commands.demo(options)));
  demo.addCommand(
    new Command('faults')
      .description('List what can be broken in the demo.')
      .helpOption('-h, --help', 'show this help')
      .addOption(outputOption())
      .action(onDone((options: { readonly output: 'text' | 'json' }) => commands.demoFaults(options))),
  );
  demo.addCommand(
    new Command('fault')
      .description('Switch one fault of a running demo on or off.')
      .argument('<name>', 'the fault, as plumbline demo faults lists it')
      .addArgument(new Argument('<state>', 'what it shall be').choices(['on', 'off']))
      .helpOption('-h, --help', 'show this help')
      .option('--kubeconfig <file>', 'which demo, when several run')
      .action(
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
