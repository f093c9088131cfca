import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { plumblinePaths } from '../config/paths.ts';
import type { Config } from '../config/schema.ts';
import { currentUser } from '../config/user.ts';
import type { NodeSettings } from '../reach/node/settings.ts';
import type { TransportName } from '../reach/ssh/choose-transport.ts';
import { type AddressKind, addressKinds } from '../reach/ssh/node-address.ts';

/** What the command line says about reaching nodes. */
export interface SshOptions {
  readonly sshUser?: string;
  readonly sshAddress?: AddressKind;
  readonly sshTransport?: TransportName | 'auto';
  readonly sshConfig?: string;
  readonly sshAcceptKey?: readonly string[];
  readonly nodes?: readonly string[];
}

/** The options of the screen and of every command that reaches nodes over ssh. */
export function sshOptions(command: Command): Command {
  return command
    .optionsGroup('SSH:')
    .option('--ssh-user <name>', 'the user to log in as', notEmpty)
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
    .option('--ssh-config <file>', 'a config file of ssh instead of ~/.ssh/config', notEmpty)
    .addOption(
      new Option(
        '--ssh-accept-key <fingerprint>',
        'trust this host key (SHA256:…) and remember it (repeatable)',
      ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), fingerprint(value)]),
    );
}

/** `--nodes a,b,c`, of what looks at all nodes. */
export function nodesOption(): Option {
  return new Option(
    '--nodes <names>',
    'only these nodes (a,b,c), also while the API server does not tell which there are',
  ).argParser((value: string) => {
    const names = value.split(',').map((name) => name.trim());
    if (names.includes('')) throw new InvalidArgumentError('Names of nodes stand with commas between them: a,b,c.');
    return names;
  });
}

/** How nodes are reached: the config file, and above it the command line. */
export function nodeSettings(
  { ssh }: Config,
  options: SshOptions,
  env: Readonly<Record<string, string | undefined>>,
): NodeSettings {
  const user = currentUser();
  const { runtimeFolder, stateFolder } = plumblinePaths(env, user);
  return {
    ssh: {
      user: options.sshUser ?? ssh.user,
      address: options.sshAddress ?? ssh.address,
      transport: options.sshTransport ?? ssh.transport,
      hosts: ssh.hosts,
      configFile: options.sshConfig,
      accepted: options.sshAcceptKey ?? [],
    },
    local: { home: user.home, name: loginName(env) },
    runtimeFolder,
    stateFolder,
    named: options.nodes,
  };
}

/** The name of whoever runs plumbline; a user that the password database does not know has none there. */
function loginName(env: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    return env['USER'] ?? env['LOGNAME'] ?? String(process.getuid?.() ?? '');
  }
}

function notEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('It must not be empty.');
  return value;
}

function fingerprint(value: string): string {
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(value)) return value;
  throw new InvalidArgumentError('It must be a fingerprint: SHA256:…');
}
