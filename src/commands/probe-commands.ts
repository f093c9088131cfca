import { Command, Option } from 'commander';
import { connectPatience } from '../probes/connect/patience.ts';
import { mostStreams } from '../tools/iperf3/argv.ts';
import { clusterOptions, outputOption } from './command-options.ts';
import { sshOptions } from './ssh-options.ts';

const exitCodeWords = 'Ends with 0 when it works, 1 when it does not, 2 for bad usage, 3 when it could not be tested.';

const endpointWords = `
An endpoint is a pod or workload (shop/frontend, pod/shop/web-1,
deploy/shop/web, sts/shop/redis, ds/shop/agent, job/shop/import), a service
(svc/shop/backend), a node (node/worker-1), an IP address or a host name. A
destination may carry its port: shop/backend:8080, svc/shop/backend:http,
[fd00::1]:80.`;

/** One probe's command: the options that all share, its own, and examples of it. */
function probeCommand(
  name: string,
  summary: string,
  examples: readonly string[],
  own: (command: Command) => Command = (command) => command,
): Command {
  const command = new Command(name)
    .summary(summary)
    .description(`${summary}.\n\n${exitCodeWords}`)
    .requiredOption('--from <endpoint>', 'where from: a pod or a workload')
    .requiredOption('--to <endpoint>', 'where to, with or without a port')
    .option('--port <port>', 'the destination port, a number or a declared name')
    .option('-c, --container <name>', 'the container of the source pod to try first')
    .option('--image <image>', 'the image of a helper, where the pods have no program for it (with --mode probe)')
    .option('-y, --yes', 'agree to the helper that is told on stderr before it is made')
    .addOption(outputOption())
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError(`See 'plumbline probe ${name} --help'.`)
    .addHelpText(
      'after',
      `${endpointWords}\n\nExamples:\n${examples.map((line) => `  $ plumbline probe ${name} ${line}`).join('\n')}`,
    );
  return clusterOptions(sshOptions(own(command)));
}

/** The commands below `plumbline probe`, without their actions. */
export function probeCommands(): readonly Command[] {
  return [
    probeCommand(
      'connect',
      'Open a TCP connection and say what the wire did',
      ['--from shop/frontend --to svc/shop/backend', '--from shop/web --to 10.0.0.7:443 -o json'],
      (command) =>
        command
          .option('--timeout <seconds>', 'how long to wait for an answer, 1 to 30', String(connectPatience))
          .option('--http', 'also send an HTTP request: tells a server that accepts and stays silent'),
    ),
    probeCommand(
      'latency',
      'Ping, or time TCP connects where ICMP is not possible',
      ['--from shop/web --to shop/backend --count 50'],
      (command) =>
        command
          .option('--count <n>', 'how many, 1 to 100000', '10')
          .option('--interval <seconds>', 'seconds between two, 0.2 to 60', '1'),
    ),
    probeCommand(
      'bandwidth',
      'Measure throughput with iperf3',
      [
        '--from shop/web --to shop/backend --rate 100M',
        '--from shop/web --to shop/backend --udp --rate 50M',
        '--from shop/web --to shop/db --bidirectional -P 16',
      ],
      (command) =>
        command
          .option('--udp', 'UDP instead of TCP')
          .option('--reverse', 'the destination sends')
          .option('--bidirectional', 'both directions at once (iperf3 3.7 and later)')
          .option('--streams <n>', `1 to ${mostStreams} parallel streams, each way`, '1')
          .option('-P, --parallel <n>', "the same as --streams, in iperf3's word")
          .option('--seconds <n>', 'how long, 1 to 60', '10')
          .option('--rate <bits>', "cap of all streams together in bits per second, each way: '100M', '1G'")
          .option('--uncapped', 'without a cap also where the context is marked production')
          .option('--iperf-port <port>', 'the port that iperf3 listens on in the destination', '5201'),
    ),
    probeCommand(
      'dns',
      'Resolve the destination, or a name, in the source pod',
      ['--from shop/web --to svc/shop/backend', '--from shop/web --to shop/backend --name example.com'],
      (command) => command.option('--name <name>', 'this name instead of the destination’s'),
    ),
    probeCommand(
      'path-mtu',
      'See whether full-size packets pass',
      ['--from shop/frontend --to shop/backend', '--from shop/web --to node/worker-2 --size 1400'],
      (command) => command.option('--size <bytes>', 'packets of this size instead of the MTU of the source'),
    ),
    probeCommand(
      'link',
      'All of it for a while, and the one-line answer of the Link pane',
      ['--from shop/frontend --to svc/shop/backend', '--from shop/web --to shop/backend --seconds 60 -o json'],
      (command) =>
        command
          .option('--seconds <n>', 'how long, 1 to 3600', '8')
          .addOption(new Option('--protocol <name>', 'of the port').choices(['TCP', 'UDP', 'SCTP']).default('TCP')),
    ),
  ];
}

/** `plumbline probe`, which lists its probes. */
export function probeParent(): Command {
  return new Command('probe')
    .summary('Measure one link without the screen.')
    .description(`Measure one link without the screen.\n\n${exitCodeWords}`)
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  $ plumbline probe connect --from shop/frontend --to svc/shop/backend
  $ plumbline probe link --from shop/frontend --to shop/backend:8080 -o json
  $ plumbline probe bandwidth --from shop/frontend --to shop/backend --rate 1G`,
    );
}
