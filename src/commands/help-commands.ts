import { Argument, Command } from 'commander';
import { shells } from './completion/scripts.ts';

/** `plumbline completion SHELL`, without its action. */
export function completionCommand(): Command {
  return new Command('completion')
    .summary('Print the completion script for a shell.')
    .description(
      'Print the completion script for a shell. Contexts and namespaces are completed from the kubeconfig, without asking the cluster.',
    )
    .addArgument(new Argument('<shell>', 'for which shell').choices([...shells]))
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `
Examples:
  $ source <(plumbline completion bash)     in ~/.bashrc
  $ source <(plumbline completion zsh)      in ~/.zshrc, behind compinit
  $ plumbline completion fish | source      in config.fish

For kubectl plumbline put kubectl_complete-plumbline, which comes with the
package, beside kubectl-plumbline on the PATH.`,
    );
}

/** `plumbline help [TOPIC]`, without its action. */
export function topicCommand(): Command {
  return new Command('help')
    .summary('Explain a topic or a command; without one, list the topics.')
    .description('Explain a topic or a command; without one, list the topics.')
    .argument('[topic...]', 'a topic, or a command with its own words')
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `
Examples:
  $ plumbline help keys
  $ plumbline help exit-codes
  $ plumbline help probe bandwidth
  $ plumbline help man | man -l -      the manual page`,
    );
}
