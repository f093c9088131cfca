import { Command, InvalidArgumentError } from 'commander';
import { clusterOptions, outputOption } from './command-options.ts';
import { sshOptions } from './ssh-options.ts';

/** `plumbline cni`, without its action and the commands below it. */
export function cniCommand(): Command {
  return clusterOptions(
    sshOptions(
      new Command('cni')
        .summary("Look into the cluster's CNI on every node: the sick ones first.")
        .description(
          "Look into the cluster's CNI on every node (flannel, Calico and Cilium deeply, others by what is common to all) and print each node, what is amiss with the next step, and what could not be looked at and why. Only looks: nodes are reached over SSH or in the CNI's own pod there.\n\nEnds with 0 when no fault was found (what is odd is printed), 1 when one was, 2 for bad usage, 3 when there was none, but a node could not be looked at enough to say so.",
        )
        .option('--node <name>', 'only this node: all that was found there, and how it was reached')
        .addOption(outputOption())
        .enablePositionalOptions()
        .helpOption('-h, --help', 'show this help')
        .helpCommand(false)
        .addHelpText(
          'after',
          `
Examples:
  $ plumbline cni
  $ plumbline cni --node worker-2
  $ plumbline cni -o json | jq '.nodes[] | select(.health == "fault").node'`,
        ),
    ),
  );
}

/** `plumbline cni cilium-test`, without its action. */
export function ciliumTestCommand(): Command {
  return clusterOptions(
    new Command('cilium-test')
      .summary("Run Cilium's connectivity test (needs --mode write and cilium-cli).")
      .description(
        'Run the connectivity test of cilium-cli, which must be installed here. It makes a namespace with pods, Services and policies of its own: what exactly is told before, and asked for. Its result is read, and what it leaves is named and removed when you agree; test namespaces that were there before are not touched. Needs --mode write, and is written to the incident record.\n\nEnds with 0 when all tests passed, 1 when one failed, 2 for bad usage, 3 when it was not run or its end is not known.',
      )
      .option('--timeout <minutes>', 'end the test after so long, 1 to 120', minutes, 30)
      .option('-y, --yes', 'agree to what is told, and to removing what the test leaves')
      .option('--keep', 'leave what the test made where it is')
      .helpOption('-h, --help', 'show this help')
      .addHelpText(
        'after',
        `
Examples:
  $ plumbline cni cilium-test --mode write
  $ plumbline cni cilium-test --mode write --yes --timeout 15`,
      ),
  );
}

function minutes(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 120) throw new InvalidArgumentError('1 to 120 minutes.');
  return count;
}
