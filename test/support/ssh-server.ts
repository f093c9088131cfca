import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { listen } from './listen.ts';
import { descendants } from './processes.ts';

/** What a real OpenSSH server needs on this machine. */
export const sshPrograms = ['sshd', 'ssh', 'ssh-keygen', 'ssh-agent', 'ssh-add'] as const;

/** A real sshd of this test alone, on a high port of 127.0.0.1, with host keys and a config of its own. */
export interface SshServer {
  readonly port: number;
  /** The public half of its ED25519 host key as known_hosts has it: 'ssh-ed25519 AAAA…'. */
  readonly hostKey: string;
  /** Everything that sshd said. */
  log(): string;
  /** Ends it and every session below it, without a word to the clients. */
  kill(): void;
  close(): Promise<void>;
}

/** A folder with keys for tests; `remove` takes it away. */
export interface KeyFolder {
  readonly path: string;
  file(name: string): string;
  /** Makes a key and its public half. */
  key(name: string, options?: { readonly type?: string; readonly passphrase?: string }): string;
  write(name: string, text: string): string;
  read(name: string): string;
  /** Makes a program of a shell script, in the folder `bin`. */
  program(name: string, script: string): void;
  remove(): void;
}

export function keyFolder(): KeyFolder {
  const path = mkdtempSync(join(tmpdir(), 'ssh-'));
  chmodSync(path, 0o700);
  const file = (name: string): string => join(path, name);
  return {
    path,
    file,
    key(name, { type = 'ed25519', passphrase = '' } = {}) {
      execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', file(name)]);
      return file(name);
    },
    write(name, text) {
      writeFileSync(file(name), text, { mode: 0o600 });
      return file(name);
    },
    program(name, script) {
      mkdirSync(file('bin'), { recursive: true });
      writeFileSync(file(`bin/${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    },
    read: (name) => readFileSync(file(name), 'utf8'),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Starts an sshd that lets in the user of this test with these public keys. `lines` are added to its config. */
export async function startSshServer(
  folder: KeyFolder,
  name: string,
  authorizedKeys: readonly string[],
  lines: readonly string[] = [],
): Promise<SshServer> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const hostKey = folder.key(`${name}-host`);
  const port = await freePort();
  const config = folder.write(
    `${name}.conf`,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `PidFile ${folder.file(`${name}.pid`)}`,
      `AuthorizedKeysFile ${folder.write(`${name}-authorized`, authorizedKeys.join('\n'))}`,
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'StrictModes no',
      'UsePAM no',
      'LogLevel VERBOSE',
      ...lines,
      '',
    ].join('\n'),
  );
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8');
  });
  const exited = once(child, 'exit');
  for (let tries = 0; tries < 400 && !log.includes('Server listening') && child.exitCode === null; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  if (!log.includes('Server listening')) throw new Error(`sshd did not start: ${log}`);
  const kill = (): void => {
    if (child.pid === undefined) return;
    for (const pid of [child.pid, ...descendants(child.pid)]) endProcess(pid);
  };
  return {
    port,
    hostKey: folder.read(`${name}-host.pub`).split(' ').slice(0, 2).join(' '),
    log: () => log,
    kill,
    async close() {
      kill();
      await exited;
    },
  };
}

/** Starts an agent that holds these key files. */
export async function startAgent(
  folder: KeyFolder,
  keys: readonly string[],
): Promise<{ socket: string; close(): Promise<void> }> {
  const socket = folder.file('agent.sock');
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  if (keys.length > 0) {
    execFileSync('ssh-add', ['-q', ...keys], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
  }
  return {
    socket,
    async close() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The name under which the test's user logs in. */
export const ownName = userInfo().username;

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}
