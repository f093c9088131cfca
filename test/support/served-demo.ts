import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtProgram } from './terminal-program.ts';
import { writeUnreachableNodes } from './unreachable-nodes.ts';

/** How one run of the built program ended. */
export interface ProgramRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `plumbline demo --serve` in folders of its own, and the built program run beside it. */
export interface ServedDemo {
  readonly kubeconfig: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs plumbline with these arguments to its end. */
  run(...args: string[]): Promise<ProgramRun>;
  /** Starts plumbline with these arguments. */
  start(...args: string[]): ChildProcess;
  fault(name: string, on: boolean): Promise<void>;
  end(): Promise<void>;
}

/** Serves a demo; resolves when it has printed where its kubeconfig is. */
export async function serveDemoProgram(...args: string[]): Promise<ServedDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  const env = {
    ...process.env,
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_RUNTIME_DIR: mkdtempSync(join(folder, 'runtime-')),
  };
  writeUnreachableNodes(env.XDG_CONFIG_HOME);
  const server = spawn(process.execPath, [builtProgram, 'demo', '--serve', ...args], { env });
  const gone = once(server, 'close');
  let words = '';
  server.stderr.on('data', (bytes: Buffer) => {
    words += bytes.toString();
  });
  const kubeconfig = await Promise.race([
    once(createInterface({ input: server.stdout }), 'line').then(([line]) => String(line)),
    gone.then(() => Promise.reject(new Error(`the demo ended before it served: ${words}`))),
  ]);
  const run = (...argv: string[]): Promise<ProgramRun> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [builtProgram, ...argv],
        { env, timeout: 60_000, maxBuffer: 50_000_000 },
        (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  return {
    kubeconfig,
    env,
    run,
    start: (...argv) => spawn(process.execPath, [builtProgram, ...argv], { env }),
    async fault(name, on) {
      const { exitCode, stderr } = await run('demo', 'fault', name, on ? 'on' : 'off', '--kubeconfig', kubeconfig);
      if (exitCode !== 0) throw new Error(stderr);
    },
    async end() {
      server.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
