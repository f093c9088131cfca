import { Command, InvalidArgumentError } from 'commander';
import { clusterOptions, outputOption } from './command-options.ts';
import { nodePodOptions } from './node/node-pod.ts';
import { sshOptions } from './ssh-options.ts';

/** `plumbline node`, whose commands stand below it. */
export function nodeParent(): Command {
  return new Command('node')
    .summary('Reach nodes, over SSH or otherwise.')
    .description(
      'Reach nodes over SSH, by the settings, keys and known hosts that ssh itself uses; where that is not possible, in a debug pod.',
    )
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false);
}

/** `plumbline node exec`, without its action. */
export function nodeExecCommand(): Command {
  return clusterOptions(
    nodePodOptions(
      sshOptions(
        new Command('exec')
          .summary('Run a program on a node (needs --mode write).')
          .description(
            'Run a program on a node, over SSH or in a debug pod there. Needs --mode write, and is written to the incident record. The program is bounded there as well: it ends at the timeout even when the connection is lost.\n\nEnds with 0 when the program did, 1 when it ended otherwise, 2 for bad usage, 3 when it could not be run.',
          )
          .argument('<node>', 'the name of the node')
          .argument('<argv...>', 'the program and its arguments, behind --')
          .option('--sudo', 'as root, by sudo without a password')
          .option('--timeout <seconds>', 'end the program after so long, 1 to 60', '60')
          .helpOption('-h, --help', 'show this help')
          .addHelpText(
            'after',
            `
Examples:
  $ plumbline node exec worker-2 --mode write -- ip route get 10.244.1.5
  $ plumbline node exec worker-2 --mode write --sudo -- nft list ruleset
  $ plumbline node exec worker-2 --mode write --debug-pod --image IMAGE -y -- id`,
          ),
      ),
    ),
  );
}

/** `plumbline node facts`, without its action. */
export function nodeFactsCommand(): Command {
  return clusterOptions(
    nodePodOptions(
      sshOptions(
        new Command('facts')
          .summary("Read a node's network: what is amiss there first.")
          .description(
            "Read a node's network and say what is amiss there: devices and MTUs, routes, neighbours, tunnel ends, settings of the kernel, counters, tracked connections, iptables and nftables, CNI configuration, the clock. Only programs that look are run; sudo -n is used where they need it, and what could not be seen says why.\n\nEnds with 0 when nothing that was read is amiss, 1 when something is, 2 for bad usage, 3 when the node could not be reached.",
          )
          .argument('<node>', 'the name of the node')
          .addOption(outputOption())
          .helpOption('-h, --help', 'show this help')
          .addHelpText(
            'after',
            `
Examples:
  $ plumbline node facts worker-2
  $ plumbline node facts worker-2 -o json | jq .settings`,
          ),
      ),
    ),
  );
}

/** `plumbline node logs`, without its action. */
export function nodeLogsCommand(): Command {
  return clusterOptions(
    nodePodOptions(
      sshOptions(
        new Command('logs')
          .summary('Read a log of a node; lines that are known to be sick say so.')
          .description(
            'Read a log of a node: of the kubelet, the container runtime, the kernel (its lines about the network), the CNI plugins, or a file below /var/log. Lines that are known say what they mean: ! sick, ? odd, + healthy.\n\nEnds with 0 when no line is known to be sick, 1 when one is, 2 for bad usage, 3 when the log could not be read.',
          )
          .argument('<node>', 'the name of the node')
          .argument('[log]', 'kubelet, runtime, kernel, cni, or a file below /var/log', 'kubelet')
          .option('-f, --follow', 'go on with what is logged, until Ctrl-C')
          .option('--tail <lines>', 'begin with so many lines', lineCount, 200)
          .option('--since <time>', "begin there, as journalctl takes it: '-10m', '2026-11-23 10:00'")
          .option('--filter <text>', 'only lines that hold the text')
          .addOption(outputOption())
          .helpOption('-h, --help', 'show this help')
          .addHelpText(
            'after',
            `
Examples:
  $ plumbline node logs worker-2
  $ plumbline node logs worker-2 kernel --follow
  $ plumbline node logs worker-2 /var/log/calico/felix.log --filter error`,
          ),
      ),
    ),
  );
}

function lineCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100_000) throw new InvalidArgumentError('1 to 100000 lines.');
  return count;
}
