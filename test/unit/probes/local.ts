import { createServer, type Server } from 'node:net';
import type { Evidence } from '../../../src/contracts/evidence.ts';
import type { Runner } from '../../../src/contracts/runner.ts';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { probeSource, type ProbeSource } from '../../../src/probes/run/source.ts';
import { localRunner } from '../../../src/reach/local-runner.ts';

/** A source whose programs are this machine's own; programs in `without` are not found. */
export function localSource(
  without: readonly string[] = [],
): ProbeSource & { readonly shelved: () => readonly Evidence[] } {
  const evidence = createEvidenceShelf();
  const source = probeSource([runnerWithout(localRunner(), without)], evidence);
  return { ...source, shelved: () => evidence.getSnapshot() };
}

/** A runner in whose place some programs are missing. */
export function runnerWithout(runner: Runner, without: readonly string[]): Runner {
  return {
    place: runner.place,
    commandLine: (argv) => runner.commandLine(argv),
    run: (argv, options) => runner.run(without.includes(argv[0] ?? '') ? [`/nonexistent/${argv[0]}`] : argv, options),
  };
}

/** A runner whose place has one program that connects, and `timeout`; `prefix` makes it BusyBox's. */
export function runnerOnly(
  runner: Runner,
  program: string,
  prefix: readonly string[],
  wrap: (argv: readonly string[]) => readonly string[],
): Runner {
  return {
    place: runner.place,
    commandLine: (argv) => runner.commandLine(argv),
    run: (argv, options) => {
      const at = argv.indexOf(program);
      const there = at === 0 || (at > 0 && argv[0] === 'timeout');
      const own = [...argv.slice(0, at), ...prefix, ...argv.slice(at)];
      return runner.run(there ? wrap(own) : [`/nonexistent/${argv[0]}`], options);
    },
  };
}

/** The command in a network namespace of its own, in which every packet vanishes. */
export function whereNothingArrives(argv: readonly string[]): readonly string[] {
  const rules = 'add table ip t; add chain ip t c { type filter hook input priority 0; policy drop; }';
  return ['unshare', '-rn', 'sh', '-c', `ip link set lo up && nft '${rules}' && exec "$@"`, 'sh', ...argv];
}

/** A TCP server on 127.0.0.1 that accepts and says nothing. */
export async function silentServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A port of 127.0.0.1 that nobody serves now. */
export async function freePort(): Promise<number> {
  const server = await silentServer();
  await server.close();
  return server.port;
}

/** A signal that never fires. */
export const never = new AbortController().signal;
