import { Command, Option } from 'commander';
import { addressKinds } from '../reach/ssh/node-address.ts';
import { clusterOptions, collect } from './command-options.ts';

/** `plumbline node`, whose commands stand below it. */
export function nodeParent(): Command {
  return new Command('node')
    .summary('Reach nodes over SSH.')
    .description('Reach nodes over SSH, by the settings, keys and known hosts that ssh itself uses.')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false);
}

/** The options of every command that reaches nodes over ssh. */
function sshOptions(command: Command): Command {
  return command
    .optionsGroup('SSH:')
    .option('--ssh-user <name>', 'the user to log in as')
    .addOption(
      new Option(
        '--ssh-address <kind>',
        'which address of the node: its name where that is known, else the internal one',
      ).choices(addressKinds),
    )
    .addOption(
      new Option(
        '--ssh-transport <name>',
        'the built-in client (ssh2), the ssh of this machine (openssh), or whichever can',
      ).choices(['auto', 'ssh2', 'openssh']),
    )
    .option('--ssh-config <file>', 'a config file of ssh instead of ~/.ssh/config')
    .addOption(
      new Option('--ssh-accept-key <fingerprint>', 'trust this host key (SHA256:…) and remember it (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    );
}

/** `plumbline node exec`, without its action. */
export function nodeExecCommand(): Command {
  return clusterOptions(
    sshOptions(
      new Command('exec')
        .summary('Run a program on a node over SSH (needs --mode write).')
        .description(
          'Run a program on a node over SSH. Needs --mode write, and is written to the incident record. The program is bounded there as well: it ends at the timeout even when the connection is lost.\n\nEnds with 0 when the program did, 1 when it ended otherwise, 2 for bad usage, 3 when it could not be run.',
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
  $ plumbline node exec worker-2 --mode write --sudo -- nft list ruleset`,
        ),
    ),
  );
}
