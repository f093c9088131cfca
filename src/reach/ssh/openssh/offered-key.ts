import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseKnownHosts } from '../known-hosts.ts';
import { runProgram } from '../run-program.ts';
import { openSshArgs, type OpenSshTarget } from './options.ts';

const patience = 30_000;

/**
 * The key that a host offers to the machine's ssh, on the same way as a connection takes: ssh is let write it to a file of
 * our own and does not log in. Undefined when it was not reached. Nothing is trusted by this.
 */
export async function offeredKey(target: OpenSshTarget, signal: AbortSignal): Promise<Buffer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-key-'));
  const file = join(folder, 'offered');
  try {
    const own = [
      'StrictHostKeyChecking=accept-new',
      `UserKnownHostsFile=${file}`,
      'GlobalKnownHostsFile=/dev/null',
      'HashKnownHosts=no',
      'PreferredAuthentications=none',
      'ControlPath=none',
    ].flatMap((option) => ['-o', option]);
    const args = [...openSshArgs(target, own), '-T', '--', target.settings.alias, 'true'];
    await runProgram(target.program, args, { deadline: patience, signal });
    const [line] = parseKnownHosts(await readFile(file, 'utf8').catch(() => ''), file);
    return line?.blob;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
