import { Command } from 'commander';
import { clusterOptions } from './command-options.ts';
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
