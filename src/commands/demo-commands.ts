import { Argument, Command, Option } from 'commander';
import { collect, modeOption, outputOption } from './command-options.ts';

/** `plumbline demo`, without its action and the commands below it. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Start an embedded cluster and open the screen on it; kubectl works against it too.')
    .addOption(
      new Option('--cni <name>', 'the CNI of the cluster').choices(['flannel', 'calico', 'cilium']).default('flannel'),
    )
    .addOption(
      new Option('--backend <name>', 'real packets (lab), simulated ones, or whichever this machine can')
        .choices(['auto', 'simulate', 'lab'])
        .default('auto'),
    )
    .addOption(
      new Option('--fault <name>', 'start with this fault (repeatable; plumbline demo faults lists them)')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--serve', "no screen: print the kubeconfig's path and serve until stopped")
    .option('--kubeconfig <file>', 'write the kubeconfig here')
    .option('--from <endpoint>', 'measure from here instead of from the shop front end')
    .option('--to <endpoint>', 'measure to there instead of to the shop back end on another node')
    .addOption(modeOption())
    .option('--no-alt-screen', "draw in the terminal's own scrollback")
    .option('--low-bandwidth', 'for slow links: once a second what changes by itself, charts that sweep, fewer words')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  $ plumbline demo --fault packet-loss
  $ plumbline demo --serve --kubeconfig /tmp/demo &
  $ kubectl --kubeconfig /tmp/demo get pods -A
  $ plumbline demo fault coredns-down on --kubeconfig /tmp/demo`,
    );
}

/** `plumbline demo faults`, without its action. */
export function demoFaultsCommand(): Command {
  return new Command('faults')
    .description('List what can be broken in the demo.')
    .helpOption('-h, --help', 'show this help')
    .addOption(outputOption());
}

/** `plumbline demo fault`, without its action. */
export function demoFaultCommand(): Command {
  return new Command('fault')
    .description('Switch one fault of a running demo on or off.')
    .argument('<name>', 'the fault, as plumbline demo faults lists it')
    .addArgument(new Argument('<state>', 'what it shall be').choices(['on', 'off']))
    .helpOption('-h, --help', 'show this help')
    .option('--kubeconfig <file>', 'which demo, when several run');
}
