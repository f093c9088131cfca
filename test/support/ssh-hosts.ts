import type { KeyFolder, SshServer } from './ssh-server.ts';

/** The lines of one host in a config for ssh, with nothing of the machine's own agent or known hosts. */
export function hostConfig(
  folder: KeyFolder,
  name: string,
  server: SshServer,
  own: Readonly<Record<string, string>> = {},
): string {
  const lines = {
    HostName: '127.0.0.1',
    Port: String(server.port),
    IdentityFile: folder.file('id'),
    IdentityAgent: 'none',
    UserKnownHostsFile: folder.file('known'),
    GlobalKnownHostsFile: '/dev/null',
    GSSAPIAuthentication: 'no',
    ...own,
  };
  const text = Object.entries(lines).map(([keyword, value]) => `  ${keyword} ${value}\n`);
  return `Host ${name}\n${text.join('')}`;
}

/** The lines of known_hosts for these servers. */
export function knownLines(...servers: readonly SshServer[]): string {
  return servers.map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey}\n`).join('');
}

/** The node of the tests: host `worker-1` of the config. */
export const worker = { name: 'worker-1', host: { host: 'worker-1' } };
