import { type Command, Option } from 'commander';
import type { Mode } from '../contracts/consent.ts';

const modes: readonly Mode[] = ['observe', 'probe', 'write'];

/** `-o text|json`, of every command that prints an answer. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'how to print the answer').choices(['text', 'json']).default('text');
}

/** Gathers the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The options that choose a cluster, on a command of their own so that they may stand before or after its name. */
export function clusterOptions(command: Command): Command {
  return command
    .optionsGroup('Cluster and config:')
    .option('--kubeconfig <file>', 'the kubeconfig to read instead of $KUBECONFIG or ~/.kube/config')
    .option('--context <name>', 'the context to use instead of the current one')
    .option('-n, --namespace <name>', 'the namespace to start in')
    .option('--config <file>', "plumbline's own config file")
    .addOption(modeOption());
}

/** How far plumbline may go. */
export function modeOption(): Option {
  return new Option('--mode <mode>', 'how far plumbline may go: only look, also create helpers, also change things')
    .choices([...modes])
    .default('observe');
}
