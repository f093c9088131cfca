import { createInterface } from 'node:readline';
import type { Runner, Running, RunLine } from '../../../src/contracts/runner.ts';
import { firstContainer, type Simulated } from './simulated.ts';

/** A runner straight on the simulation, without the API server between. */
export function runnerIn(cluster: Simulated, place: string): Runner {
  return {
    place: { kind: 'container', text: place },
    commandLine: (argv) => argv.join(' '),
    run: (argv) => {
      const pod = cluster.pod(place);
      const started = cluster.backend.exec({ pod, container: firstContainer(pod), argv, stdin: false, tty: false });
      async function* lines(stream: 'stdout' | 'stderr'): AsyncGenerator<RunLine> {
        const start = await started;
        if (!start.started) return;
        for await (const text of createInterface({ input: start.process[stream] })) yield { text, at: Date.now() };
      }
      const running: Running = {
        stdout: lines('stdout'),
        stderr: lines('stderr'),
        result: started.then(async (start) => ({
          end: start.started
            ? { kind: 'exited', code: await start.process.exitCode }
            : { kind: 'missing-program', program: argv[0] ?? '', message: start.message },
          startedAt: 0,
          duration: 0,
          truncated: false,
        })),
        stop: async () => {
          const start = await started;
          if (start.started) start.process.kill('SIGTERM');
        },
      };
      return running;
    },
  };
}
