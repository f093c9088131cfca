import type { Connection } from '../network/connection.ts';
import type { Input, Output } from '../container/streams.ts';
import type { Start } from './program.ts';

export interface RelayOptions {
  /** Milliseconds without anything received, after stdin's end, that end it. */
  readonly idle: number;
  /** Whether stdin's end is passed on to the other side. */
  readonly halfClose: boolean;
}

/** Carries stdin to a connection and what comes back to stdout, until the other side closes. */
export async function relay(start: Start, connection: Connection, options: RelayOptions): Promise<number> {
  const { process, stdin, stdout } = start;
  process.onExit(() => connection.sent.close());
  const upward = copy(stdin, connection.sent).then(() => {
    if (options.halfClose) {
      connection.sent.close();
    }
  });
  const downward = copy(connection.received, stdout);
  const idle = upward.then(() => (options.idle === Number.POSITIVE_INFINITY ? downward : process.sleep(options.idle)));
  // Ended by a signal, the wait for idleness is nobody's business any more.
  idle.catch(() => {});
  await process.wait(Promise.race([downward, idle]));
  return 0;
}

/** Copies until the end of the input; the output stays open. */
export async function copy(input: Input, output: Output): Promise<void> {
  for (let chunk = await input.read(); chunk !== undefined; chunk = await input.read()) {
    output.write(chunk);
  }
}
