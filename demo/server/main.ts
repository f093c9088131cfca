/*
 * The demo's own process: backend, API server and control socket. It prints one line of JSON when all of it stands
 * (a DemoStatus, or an error), and ends with its parent: standard input is a pipe from it that reaches its end.
 */
import { parseServerOptions } from './options.ts';
import { type DemoServer, startServer } from './start-server.ts';

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

let starting: Promise<DemoServer> | undefined;
let ending = false;

function end(exitCode: number): void {
  if (ending) return;
  ending = true;
  const stopped = starting?.then((server) => server.stop());
  (stopped ?? Promise.resolve()).then(
    () => process.exit(exitCode),
    () => process.exit(exitCode),
  );
}

for (const signal of signals) process.on(signal, () => end(0));
process.stdin.on('end', () => end(0));
process.stdin.on('error', () => end(0));
process.stdin.resume();
// The parent may be gone before it has read the line, and nobody may read what is said here.
process.stdout.on('error', () => end(0));
process.stderr.on('error', () => undefined);
process.on('uncaughtException', (error) => {
  process.stderr.write(`demo: ${error.stack ?? error.message}\n`);
  end(1);
});

try {
  starting = startServer(parseServerOptions(process.argv.slice(2)));
  const { status } = await starting;
  process.stdout.write(`${JSON.stringify({ status, faults: [] })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
  end(1);
}
