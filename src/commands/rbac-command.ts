import { Command } from 'commander';
import { modeOption } from './command-options.ts';

/** `plumbline rbac`, without its action. */
export function rbacCommand(): Command {
  return new Command('rbac')
    .description('Print the least Role with which plumbline can do what a mode allows, for kubectl apply.')
    .addOption(modeOption())
    .option('-n, --namespace <name>', 'a Role in this namespace instead of a ClusterRole')
    .option('--user <name>', 'bind it to this user')
    .option('--group <name>', 'bind it to this group (plumbline-operators unless told otherwise)')
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `
Examples:
  $ plumbline rbac | kubectl apply -f -
  $ plumbline rbac --mode probe --namespace shop --user ann > role.yaml`,
    );
}
