import type { BandwidthSession } from '../container/sockets.ts';
import { nullOutput, type Output } from '../container/streams.ts';
import type { Process } from '../container/process.ts';
import type { IperfOptions } from './iperf-options.ts';
import type { Start } from './program.ts';

const ruler = '-----------------------------------------------------------';

/** `iperf3 -s`: one test at a time, until a signal, or after one test with -1. */
export async function runIperfServer(start: Start, options: IperfOptions): Promise<number> {
  if (!options.daemon) {
    return serveTests(start, start.process, start.stdout, options);
  }
  start.machine.processes.spawn('iperf3', (process) => serveTests(start, process, nullOutput, options));
  return 0;
}

async function serveTests(start: Start, process: Process, stdout: Output, options: IperfOptions): Promise<number> {
  const { sockets } = start.machine;
  const gone = Promise.withResolvers<void>();
  let over = Promise.withResolvers<string | undefined>();
  let begun = Promise.withResolvers<void>();
  let busy = false;
  const begin = (): BandwidthSession | undefined => {
    if (busy) {
      return undefined;
    }
    busy = true;
    begun.resolve();
    return {
      print: (lines) =>
        options.output === 'text' ? stdout.write(lines.map((line) => `${line}\n`).join('')) : undefined,
      finish: (error) => over.resolve(error),
      gone: gone.promise,
    };
  };
  if (!sockets.listen('TCP', options.port, { serves: 'iperf3', server: { begin } })) {
    start.stderr.write(
      `iperf3: error - unable to start listener for connections: Address already in use\niperf3: exiting\n`,
    );
    return 1;
  }
  sockets.listen('UDP', options.port, { serves: 'silence' });
  process.onExit(() => {
    sockets.close('TCP', options.port);
    sockets.close('UDP', options.port);
    gone.resolve();
  });
  const interrupted = Promise.withResolvers<'interrupted'>();
  for (const signal of ['INT', 'TERM', 'HUP'] as const) {
    process.trap(signal, () => interrupted.resolve('interrupted'));
  }
  for (let test = 1; ; test += 1) {
    if (options.output === 'text') {
      stdout.write(`${ruler}\nServer listening on ${options.port} (test #${test})\n${ruler}\n`);
    }
    const idle =
      options.idleTimeout === undefined ? [] : [process.sleep(options.idleTimeout * 1000).then(() => 'idle' as const)];
    const first = await process.wait(Promise.race([begun.promise, interrupted.promise, ...idle]));
    if (first === 'interrupted') {
      start.stderr.write('iperf3: interrupt - the server has terminated\n');
      return 1;
    }
    if (first === 'idle') {
      if (options.oneOff) {
        return 0;
      }
      continue;
    }
    const outcome = await process.wait(Promise.race([over.promise, interrupted.promise]));
    if (outcome === 'interrupted') {
      start.stderr.write('iperf3: interrupt - the server has terminated\n');
      return 1;
    }
    if (outcome !== undefined) {
      start.stderr.write(`iperf3: error - ${outcome}\n`);
    }
    over = Promise.withResolvers();
    begun = Promise.withResolvers();
    busy = false;
    if (options.oneOff) {
      return outcome === undefined ? 0 : 1;
    }
  }
}
