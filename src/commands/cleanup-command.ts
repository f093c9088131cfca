import { Command } from 'commander';
import { clusterOptions, outputOption } from './command-options.ts';

/** `plumbline cleanup`, without its action. */
export function cleanupCommand(): Command {
  return clusterOptions(
    new Command('cleanup')
      .summary('Remove the helpers that plumbline left in the cluster.')
      .description(
        'Remove the helpers that plumbline left in the cluster: probe pods and debug pods on nodes are deleted, debug containers ended. The entry of a debug container stays in its pod until the pod goes.\n\nEnds with 0 when nothing of it runs any more, 1 when something does, 2 for bad usage, 3 when the cluster could not be searched.',
      )
      .option('--all', 'also what another session or somebody else may be using')
      .option('--dry-run', 'only say what would be removed')
      .addOption(outputOption())
      .helpOption('-h, --help', 'show this help')
      .addHelpText(
        'after',
        `
Examples:
  $ plumbline cleanup --dry-run        what is there
  $ plumbline cleanup -n shop          in one namespace only`,
      ),
  );
}
