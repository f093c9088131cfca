import type { ContainerTarget } from '../../../src/contracts/cluster.ts';
import type { RunLine, Running, RunOptions, RunResult } from '../../../src/contracts/runner.ts';
import type { ApiConnection } from '../../../src/kube/connection.ts';
import { type ExecSettings, execInContainer } from '../../../src/kube/exec/exec.ts';
import { type ExecServer, type ExecServerSwitches, startExecServer, testTarget } from '../../support/exec-server.ts';
import { connectTo, type TestConnection } from '../../support/test-connection.ts';

export interface Bench {
  readonly server: ExecServer;
  readonly connection: ApiConnection;
  readonly intents: TestConnection['intents'];
  start(
    argv: readonly string[],
    options?: Partial<RunOptions>,
    settings?: ExecSettings,
    target?: ContainerTarget,
  ): Running;
  close(): Promise<void>;
}

/** A server with real processes behind it and a real connection to it. */
export async function openBench(switches: ExecServerSwitches = {}): Promise<Bench> {
  const server = await startExecServer(switches);
  const { connection, intents, close } = await connectTo(server.url);
  return {
    server,
    connection,
    intents,
    start: (argv, options = {}, settings = {}, target = testTarget) =>
      execInContainer(connection, target, argv, { deadline: 15_000, ...options }, settings),
    async close() {
      await close();
      await server.close();
    },
  };
}

export interface Finished extends RunResult {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** Reads a run to its end. */
export async function finish(run: Running): Promise<Finished> {
  const [stdout, stderr] = await Promise.all([texts(run.stdout), texts(run.stderr)]);
  return { ...(await run.result), stdout, stderr };
}

async function texts(lines: AsyncIterable<RunLine>): Promise<string[]> {
  const read: string[] = [];
  for await (const { text } of lines) read.push(text);
  return read;
}

/** The first lines of a stream, which goes on. */
export async function firstLines(lines: AsyncIterable<RunLine>, count: number): Promise<string[]> {
  const read: string[] = [];
  for await (const { text } of lines) {
    read.push(text);
    if (read.length === count) break;
  }
  return read;
}
