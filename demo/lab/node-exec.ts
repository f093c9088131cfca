import { spawn } from 'node:child_process';
import type { NodeCommand, NodeProcess } from '../backend.ts';
import { findProgram } from './programs.ts';
import { insideIdentity } from './sandbox.ts';
import { nodePath } from './scripts/node-places.ts';
import { quote } from './scripts/quote.ts';
import { sessionOf } from './session-process.ts';

/**
 * Starts a command line on a node as somebody who logged in there and has no rights over its network: inside the user
 * namespace that owns it, without capabilities.
 * @param door the arguments of `nsenter` that lead to the node.
 */
export function execOnNode({ line, tty, environment }: NodeCommand, door: readonly string[]): NodeProcess {
  const within = ['nsenter', '--user=/proc/1/ns/user', '--preserve-credentials', '--'];
  const shell = line === undefined ? ['sh'] : ['sh', '-c', line];
  const terminal = tty ? findProgram('script') : undefined;
  const command = terminal === undefined ? shell : [terminal, '-qefc', shell.map(quote).join(' '), '/dev/null'];
  const child = spawn(findProgram('nsenter') ?? 'nsenter', [...door, ...within, ...command], {
    ...insideIdentity,
    cwd: '/',
    env: {
      ...environment,
      HOME: '/tmp',
      USER: 'plumb',
      LOGNAME: 'plumb',
      PS1: '$ ',
      PATH: nodePath,
      ...(tty ? { TERM: 'xterm' } : {}),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A session of its own, so that all of it can be signalled.
    detached: true,
  });
  return sessionOf(child);
}
