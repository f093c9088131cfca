import { Argument, Command, Option } from 'commander';
import { clusterOptions, collect, outputOption } from './command-options.ts';

const endpointWords = `
An endpoint is a pod or workload (shop/frontend, pod/shop/web-1,
deploy/shop/web, sts/shop/redis, ds/shop/agent, job/shop/import), a service
(svc/shop/backend), a node (node/worker-1) or an IP address. A destination
may carry its port: shop/backend:8080, svc/shop/backend:http.`;

const exitCodeWords =
  'Ends with 0 when it has an answer, whatever that is, 2 for bad input, 3 when it could not be told.';

/** One command below `plumbline policy` that reads no cluster. */
function manifestsCommand(name: string, summary: string, help: string, own: (command: Command) => Command): Command {
  const command = new Command(name)
    .summary(summary)
    .description(`${summary}.\n\n${exitCodeWords}`)
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError(`See 'plumbline policy ${name} --help'.`)
    .addHelpText('after', `\n${help.trimStart()}`);
  return own(command);
}

/** One command below `plumbline policy`. */
function policyCommand(...parts: Parameters<typeof manifestsCommand>): Command {
  return clusterOptions(manifestsCommand(...parts));
}

/** Where objects come from when not from a cluster. */
function manifestsOption(): Option {
  return new Option(
    '--manifests <path>',
    'read files instead of a cluster: a file, a folder or - for standard input (repeatable)',
  )
    .argParser(collect)
    .default([], 'the cluster');
}

/** How files are judged where the API leaves something open. */
function cniOption(): Option {
  return new Option('--cni <name>', 'judge files as this CNI enforces policies').choices(['calico', 'cilium']);
}

function trafficOptions(command: Command): Command {
  return command
    .option('--port <port>', 'the destination port, a number or a declared name')
    .addOption(
      new Option('--protocol <name>', 'of the flow').choices(['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6']).default('TCP'),
    );
}

function examples(name: string, lines: readonly string[]): string {
  return `\n\nExamples:\n${lines.map((line) => `  $ plumbline policy ${name} ${line}`).join('\n')}`;
}

function exitCodeOption(when: string): Option {
  return new Option('--exit-code', `end with 1 ${when}`);
}

function listOutput(): Option {
  return new Option('-o, --output <format>', 'how to print the answer')
    .choices(['text', 'json', 'csv'])
    .default('text');
}

function reachCommand(name: 'who-can-reach' | 'can-reach', summary: string): Command {
  return policyCommand(
    name,
    summary,
    `${endpointWords}${examples(name, ['shop/backend --port 8080', 'svc/shop/backend --manifests deploy/'])}`,
    (command) =>
      command
        .addArgument(new Argument('<endpoint>', 'a pod, a workload, a service, a node or an IP address'))
        .option('--port <port>', 'only this destination port')
        .addOption(new Option('--protocol <name>', 'of the port').choices(['TCP', 'UDP', 'SCTP']).default('TCP'))
        .option('--pods', 'each pod by itself, not its workload')
        .addOption(manifestsOption())
        .addOption(cniOption())
        .addOption(outputOption()),
  );
}

/** The commands below `plumbline policy`, without their actions. */
export function policyCommands(): readonly Command[] {
  return [
    policyCommand(
      'explain',
      'Say whether the policies allow a flow, which rule decides, and what would change it',
      `${endpointWords}${examples('explain', [
        '--from shop/frontend --to svc/shop/backend',
        '--from shop/web --to 10.0.0.7:443 --manifests .',
      ])}`,
      (command) =>
        trafficOptions(
          command
            .requiredOption('--from <endpoint>', 'where from')
            .requiredOption('--to <endpoint>', 'where to, with or without a port'),
        )
          .addOption(manifestsOption())
          .addOption(cniOption())
          .addOption(exitCodeOption('when it is denied, 3 when it cannot be decided'))
          .addOption(outputOption()),
    ),
    policyCommand(
      'verdict',
      'Say for each flow of a list whether the policies allow it',
      `
FILE is a JSON list of {"from", "to" or "toIP", "protocol", "port"}, with
endpoints as for explain; the answer's items are in the same order.${examples('verdict', [
        '--probes flows.json -o json --manifests deploy/',
      ])}`,
      (command) =>
        command
          .requiredOption('--probes <file>', 'the flows, or - for standard input')
          .addOption(manifestsOption())
          .addOption(cniOption())
          .addOption(outputOption()),
    ),
    policyCommand(
      'connections',
      'List every connection that the policies allow between workloads and with outside addresses',
      examples('connections', ['--manifests deploy/', '--manifests cluster.yaml --pods -o csv']),
      (command) =>
        command
          .option('--pods', 'each pod by itself, not its workload')
          .addOption(manifestsOption())
          .addOption(cniOption())
          .addOption(listOutput()),
    ),
    policyCommand(
      'lint',
      'Look for policies that do nothing, or not what they seem to',
      examples('lint', ['--manifests deploy/', '-o json']),
      (command) =>
        command
          .addOption(manifestsOption())
          .addOption(cniOption())
          .addOption(exitCodeOption('when there is any finding'))
          .addOption(outputOption()),
    ),
    manifestsCommand(
      'diff',
      'Say which connections a second set of manifests opens and closes, against a first one',
      examples('diff', ['before/ after/', 'main.yaml branch.yaml -o csv']),
      (command) =>
        command
          .addArgument(new Argument('<path1>', 'before: a file, a folder or -'))
          .addArgument(new Argument('<path2>', 'after: a file, a folder or -'))
          .option('-n, --namespace <name>', 'where objects lie that name no namespace, instead of default')
          .addOption(cniOption())
          .option('--pods', 'each pod by itself, not its workload')
          .addOption(exitCodeOption('when there is any difference'))
          .addOption(listOutput()),
    ),
    policyCommand(
      'exposure',
      'List what outside addresses may reach and be reached by, and what no policy governs',
      examples('exposure', ['--manifests deploy/', '-o json']),
      (command) => command.addOption(manifestsOption()).addOption(cniOption()).addOption(outputOption()),
    ),
    policyCommand(
      'on',
      'List the policies that select a pod, a workload or a node',
      `${endpointWords}${examples('on', ['shop/backend', 'pod/shop/redis-0 --manifests deploy/'])}`,
      (command) =>
        command
          .addArgument(new Argument('<endpoint>', 'a pod, a workload or a node'))
          .addOption(manifestsOption())
          .addOption(cniOption())
          .addOption(outputOption()),
    ),
    reachCommand('who-can-reach', 'List who the policies allow to reach an endpoint, and on which ports'),
    reachCommand('can-reach', 'List whom the policies allow an endpoint to reach, and on which ports'),
  ];
}

/** `plumbline policy`, which lists its questions. */
export function policyParent(): Command {
  return new Command('policy')
    .summary('Ask what the policies declare, of a cluster or of files.')
    .description(`Ask what the policies declare, of a cluster or of files.\n\n${exitCodeWords}`)
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  $ plumbline policy explain --from shop/frontend --to svc/shop/backend
  $ plumbline policy connections --manifests deploy/
  $ kubectl get netpol,pods -A -o yaml | plumbline policy lint --manifests -`,
    );
}
