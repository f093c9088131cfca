import { Command } from 'commander';
import { outputOption } from './command-options.ts';

/** `plumbline contexts`, without its action. */
export function contextsCommand(): Command {
  return new Command('contexts')
    .description('List the contexts with health, version and latency; runs no credential plugin.')
    .option('--kubeconfig <file>', 'the kubeconfig to read instead of $KUBECONFIG or ~/.kube/config')
    .addOption(outputOption())
    .helpOption('-h, --help', 'show this help');
}
