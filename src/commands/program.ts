import { Argument, Command, Option } from 'commander';
import type { Mode } from '../contracts/consent.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import { mergedOptions } from './merged-options.ts';
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
}

export interface DemoOptions {
  readonly backend: 'auto' | 'simulate' | 'lab';
  readonly fault: readonly string[];
  readonly serve?: boolean;
  readonly kubeconfig?: string;
  readonly from?: string;
  readonly to?: string;
  readonly altScreen: boolean;
}

/** What the command line sets in motion; each resolves to the process's exit code. */
export interface Commands {
  screen(options: ScreenOptions): Promise<number>;
  probe(name: string, options: GlobalOptions & Readonly<Record<string, unknown>>): Promise<number>;
  doctor(options: GlobalOptions & { readonly output: 'text' | 'json' }): Promise<number>;
  demo(options: DemoOptions): Promise<number>;
  demoFaults(options: { readonly output: 'text' | 'json' }): Promise<number>;
  demoFault(name: string, on: boolean, options: { readonly kubeconfig?: string }): Promise<number>;
}

const modes: readonly Mode[] = ['observe', 'probe', 'write'];

function outputOption(): Option {
  return new Option('-o, --output <format>', 'how to print the answer').choices(['text', 'json']).default('text');
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The options that choose a cluster, on a command of their own so that they may stand before or after its name. */
function clusterOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'the kubeconfig to read instead of $KUBECONFIG or ~/.kube/config')
    .option('--context <name>', 'the context to use instead of the current one')
    .option('-n, --namespace <name>', 'the namespace to start in')
    .option('--config <file>', "plumbline's own config file")
    .addOption(
      new Option('--mode <mode>', 'how far plumbline may go: only look, also create helpers, also change things')
        .choices([...modes])
        .default('observe'),
    );
}

function probeCommand(name: string, summary: string): Command {
  return clusterOptions(new Command(name))
    .summary(summary)
    .description(
      `${summary}.\n\nEnds with 0 when it works, 1 when it does not, 2 for bad usage, 3 when it could not be tested.`,
    )
    .requiredOption('--from <endpoint>', "where from: 'shop/frontend' (a pod or workload), 'deploy/shop/frontend'")
    .requiredOption(
      '--to <endpoint>',
      "where to: 'shop/backend:8080', 'svc/shop/backend', 'node/worker-1', an IP, a host name",
    )
    .option('--port <port>', 'the destination port, a number or a name')
    .option('-c, --container <name>', 'the container of the source pod to run in')
    .addOption(outputOption());
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

  const program = clusterOptions(new Command('plumbline'))
    .description(
      'See which pod can reach which, how fast, and where it breaks.\n\nWithout a command it opens the screen. Read-only unless --mode says otherwise.',
    )
    .version(version, '--version', 'print the version')
    .option('--from <endpoint>', 'with --to: measure from here at once')
    .option('--to <endpoint>', "with --from: measure to there at once: 'svc/shop/backend:8080'")
    .option('--no-alt-screen', "draw in the terminal's own scrollback")
    .showSuggestionAfterError()
    .enablePositionalOptions()
    // The screen is the command without a name, so a mistyped name arrives here.
    .allowExcessArguments(true)
    .action(async (options: ScreenOptions, command: Command) => {
      const [name] = command.args;
      if (name !== undefined) throw unknownCommand(name, command);
      await onDone((merged: ScreenOptions) => commands.screen(merged))(options, command);
    });

  const probe = new Command('probe').description('Measure one link without the screen.');
  const probes: readonly Command[] = [
    probeCommand('connect', 'Open a TCP connection and say what the wire did'),
    probeCommand('latency', 'Ping, or time TCP connects where ICMP is not possible')
      .option('--count <n>', 'how many', '10')
      .option('--interval <seconds>', 'seconds between two', '1'),
    probeCommand('bandwidth', 'Measure throughput with iperf3')
      .option('--udp', 'UDP instead of TCP')
      .option('--reverse', 'the destination sends')
      .option('--streams <n>', '1 to 8 parallel streams', '1')
      .option('--seconds <n>', 'how long', '10')
      .option('--rate <bits>', "cap in bits per second, '100M' or '1G'")
      .option('--iperf-port <port>', 'the port that iperf3 listens on', '5201'),
    probeCommand('dns', 'Resolve the destination in the source pod').option('--name <name>', 'another name to resolve'),
    probeCommand('path-mtu', 'See whether full-size packets pass'),
    probeCommand('link', 'All of it for a while, and the one-line answer of the Link pane').option(
      '--seconds <n>',
      'how long',
      '8',
    ),
  ];
  for (const command of probes) {
    command.action(
      onDone((options: GlobalOptions & Readonly<Record<string, unknown>>) => commands.probe(command.name(), options)),
    );
    probe.addCommand(command);
  }
  program.addCommand(probe);

  program.addCommand(
    clusterOptions(new Command('doctor'))
      .description('Print versions, paths, terminal, cluster access and what is missing.')
      .addOption(outputOption())
      .action(onDone((options: GlobalOptions & { readonly output: 'text' | 'json' }) => commands.doctor(options))),
  );

  const demo = new Command('demo')
    .description('Start an embedded cluster and open the screen on it; kubectl works against it too.')
    .addOption(
      new Option('--backend <name>', 'real packets (lab), simulated ones, or whichever this machine can')
        .choices(['auto', 'simulate', 'lab'])
        .default('auto'),
    )
    .option('--fault <name>', 'start with this fault (repeatable; see demo faults)', collect, [])
    .option('--serve', "no screen: print the kubeconfig's path and serve until stopped")
    .option('--kubeconfig <file>', 'write the kubeconfig here')
    .option('--from <endpoint>', 'measure from here instead of from the shop front end')
    .option('--to <endpoint>', 'measure to there instead of to the shop back end on another node')
    .option('--no-alt-screen', "draw in the terminal's own scrollback")
    .action(onDone((options: DemoOptions) => commands.demo(options)));
  demo.addCommand(
    new Command('faults')
      .description('List what can be broken in the demo.')
      .addOption(outputOption())
      .action(onDone((options: { readonly output: 'text' | 'json' }) => commands.demoFaults(options))),
  );
  demo.addCommand(
    new Command('fault')
      .description('Switch one fault of a running demo on or off.')
      .argument('<name>', 'the fault')
      .addArgument(new Argument('<state>').choices(['on', 'off']))
      .option('--kubeconfig <file>', 'which demo, when several run')
      .action(
        onDone((options: { readonly kubeconfig?: string }, name = '', state = '') =>
          commands.demoFault(name, state === 'on', options),
        ),
      ),
  );
  program.addCommand(demo);
  return program;
}
