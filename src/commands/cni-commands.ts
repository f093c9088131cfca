import { Command, InvalidArgumentError } from 'commander';
import { clusterOptions } from './command-options.ts';

/** `plumbline cni`, whose commands stand below it. */
export function cniParent(): Command {
  return new Command('cni')
    .summary("Look at the cluster's CNI.")
    .description("Look at the cluster's CNI, and have it test itself.")
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false);
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
