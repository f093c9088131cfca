import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';

/** Who logs in to the demo's nodes. */
export const nodeUser = 'plumb';

/** A key pair: OpenSSH's own private format, and 'ssh-ed25519 AAAA…'. */
export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

export function makeKeyPair(comment: string): KeyPair {
  return ssh2.utils.generateKeyPairSync('ed25519', { comment });
}

/** A node that answers SSH. */
export interface NodePort {
  readonly node: string;
  readonly port: number;
  readonly hostKey: KeyPair;
}

/**
 * Writes what ssh needs to log in to the nodes by their names: a key, the host keys, and the config that names them.
 * Resolves to the path of the config. All of it is for the owner's eyes only.
 */
export async function writeClientFiles(folder: string, login: KeyPair, nodes: readonly NodePort[]): Promise<string> {
  await mkdir(folder, { mode: 0o700 });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
    return path;
  };
  const identity = write('id_ed25519', login.private);
  const knownHosts = write(
    'known_hosts',
    nodes.map(({ port, hostKey }) => `[127.0.0.1]:${port} ${wordsOf(hostKey.public)}\n`).join(''),
  );
  return write('config', clientConfig(nodes, identity, knownHosts));
}

function wordsOf(publicKey: string): string {
  return publicKey.trim().split(' ').slice(0, 2).join(' ');
}

/** Format: ssh_config(5). A user's own config is not read beside it, so nothing of it can come in between. */
function clientConfig(nodes: readonly NodePort[], identity: string, knownHosts: string): string {
  const hosts = nodes.map(({ node, port }) => `Host ${node}\n  HostName 127.0.0.1\n  Port ${port}\n`);
  const every = [
    `Host ${nodes.map(({ node }) => node).join(' ')} 127.0.0.1`,
    `User ${nodeUser}`,
    `IdentityFile "${identity}"`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    'PreferredAuthentications publickey',
    `UserKnownHostsFile "${knownHosts}"`,
    'GlobalKnownHostsFile none',
    'StrictHostKeyChecking yes',
  ];
  return `${hosts.join('')}${every.join('\n  ')}\n`;
}
